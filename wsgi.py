"""The application for a WSGI server, for example `gunicorn --workers 1 --threads 16 wsgi:app`."""

import os

from bot.settings import from_env
from bot.web.assembly import build

bot = build(from_env(os.environ))
bot.start()
app = bot.app
