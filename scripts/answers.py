"""Exit 0 when both the PostgreSQL and the Redis given answer."""

import sys

import psycopg
import redis


def main(postgres_url: str, redis_url: str) -> int:
    try:
        psycopg.connect(postgres_url, connect_timeout=2).close()
        redis.Redis.from_url(redis_url, socket_connect_timeout=2).ping()
    except (psycopg.Error, redis.RedisError) as error:
        print(f"no answer: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
