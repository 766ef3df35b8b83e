"""What the daemon shows over HTTP: `create_app` in app.py, what it asks of the service in health.py."""
