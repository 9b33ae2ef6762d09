"""What a visitor is asked, and where the answers stand."""
