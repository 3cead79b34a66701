"""The `bot` command: everything the bot does, from the terminal."""

from __future__ import annotations

import os
import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.commands import Commands
from bot.cli.wording import spoken
from bot.errors import BotError
from bot.faults.fault import sentence

# numpy would use every processor for sums too small to be shared, and take them from what answers beside it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="chbas", prog_name="bot")
def bot() -> None:
    """Chbas (ច្បាស់): answers citizens' questions on budgets, public services and procurement.

    \b
    Start here:
      bot serve            run the bot with a web chat, no Facebook needed
      bot chat             talk to it in this terminal
      bot try "…"          see why it answers as it does
      bot check            are intents, phrases and facts in order?
      bot user add NAME    let somebody of the staff sign in at /desk
    """


def main() -> None:
    """Run `bot`. Exit codes: 0 fine, 1 a fault that was named, 2 the command was called wrongly."""
    try:
        bot(prog_name="bot")
    except BotError as error:
        click.echo(error.told(spoken()), err=True)
        sys.exit(1)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        click.echo(sentence("store_unread", spoken(), cause=cause), err=True)
        sys.exit(1)
    except PermissionError as error:
        click.echo(sentence("not_allowed", spoken(), path=error.filename), err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output went away, for example `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
