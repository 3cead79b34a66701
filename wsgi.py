"""The application for a WSGI server, for example `gunicorn --workers 1 --threads 16 wsgi:app`."""

from bot.cli.opening import prepared
from bot.web.assembly import build

settings, engine = prepared()
engine.dispose()
bot = build(settings)
bot.start()
app = bot.app
