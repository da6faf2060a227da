import jsQR from 'jsqr'

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>
}
declare const BarcodeDetector: (new (options: { formats: string[] }) => Detector) | undefined

const EVERY_MS = 160
const LONGEST_SIDE = 720

/** Reads one frame with the browser's own detector where there is one, otherwise in plain code. */
function reader(video: HTMLVideoElement): () => Promise<string> {
  if (typeof BarcodeDetector !== 'undefined') {
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    return async () => (await detector.detect(video))[0]?.rawValue ?? ''
  }
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async () => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1))
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    if (!context || !canvas.width) return ''
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    const frame = context.getImageData(0, 0, canvas.width, canvas.height)
    return jsQR(frame.data, frame.width, frame.height, { inversionAttempts: 'dontInvert' })?.data ?? ''
  }
}

/**
 * Shows the camera inside the element with this id and tells each code that is seen; returns how to stop it.
 * Rejects when there is no camera or nobody may use it.
 */
export async function openScanner(id: string, found: (text: string) => void): Promise<() => void> {
  const place = document.getElementById(id)
  if (!place || !navigator.mediaDevices) throw new Error('no camera')
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  const video = document.createElement('video')
  video.playsInline = true
  video.muted = true
  video.srcObject = stream
  video.style.cssText = 'width:100%;height:100%;object-fit:cover;display:block'
  place.replaceChildren(video)
  await video.play()
  const read = reader(video)
  let stopped = false
  async function look(): Promise<void> {
    if (stopped) return
    const text = video.readyState >= 2 ? await read().catch(() => '') : ''
    if (text && !stopped) found(text)
    setTimeout(() => void look(), EVERY_MS)
  }
  void look()
  return () => {
    stopped = true
    for (const track of stream.getTracks()) track.stop()
    place.replaceChildren()
  }
}
