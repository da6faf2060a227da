"""What is sent when: scheduled steps that happen exactly once."""
