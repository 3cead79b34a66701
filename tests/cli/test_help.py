"""`--help` in Khmer for every command, option and argument, and in English as the commands say it themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc

import click
import pytest
from click.testing import CliRunner

from bot.cli.help import text_of
from bot.cli.khmer_help import DOES, HELP
from bot.cli.main import bot
from bot.cli.wording import speak
from bot.text.clusters import columns

KHMER = {"LC_ALL": "C.UTF-8"}
ENGLISH = {"LC_ALL": "en_US.UTF-8"}


def below(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found
            yield from below(found, f"{path} {name}")


speak(None, None, "en")  # as the commands stand in the code
COMMANDS = dict(below(bot, "bot"))
PARAMS = [(path, param) for path, command in COMMANDS.items() for param in command.params]
speak(None, None, "")


def page(*words: str, env: dict[str, str] = KHMER) -> str:
    result = CliRunner().invoke(bot, words, env=env, prog_name="bot")
    assert result.exit_code == 0, result.output
    return result.stdout


def said_at(path: str, name: str) -> str:
    return path if name in HELP[path] else said_at(path.rpartition(" ")[0], name)


def test_every_command_has_khmer_help_and_no_other() -> None:
    assert sorted(HELP) == sorted(COMMANDS)
    assert [path for path, texts in HELP.items() if not re.search("[ក-ឳ].*។", texts[DOES])] == []


@pytest.mark.parametrize(("path", "param"), PARAMS, ids=[f"{path} {param.opts[0]}" for path, param in PARAMS])
def test_every_option_and_argument_has_khmer_help(path: str, param: click.Parameter) -> None:
    khmer, english = text_of(path, param.opts[0]), str(getattr(param, "help", None) or "")
    assert re.search("[ក-ឳ]", khmer) and khmer.endswith("។")
    listed = re.findall(r": ((?:[\w-]+, )+[\w-]+)", english)  # what can be typed stands in both
    names = {name for one in listed for name in one.split(", ")} - {"or"}
    assert [name for name in names if not re.search(rf"(?<![\w-]){name}(?![\w-])", khmer)] == []
    if isinstance(param.type, click.Choice) and not param.metavar:
        assert set(re.findall(r"([a-z][\w-]*)(?:៖| \()", khmer)) <= set(param.type.choices)


def test_every_khmer_text_is_of_an_option_or_argument() -> None:
    used = {(said_at(path, param.opts[0]), param.opts[0]) for path, param in PARAMS}
    assert {(path, name) for path, texts in HELP.items() for name in texts if name != DOES} == used


@pytest.mark.parametrize("path", COMMANDS)
def test_a_khmer_page_fits_a_terminal_and_tears_nothing(path: str) -> None:
    shown = page(*path.split()[1:], "--help")
    assert [line for line in shown.splitlines() if columns(line) > 80] == []
    texts = [HELP[path][DOES], *(text_of(path, param.opts[0]) for param in COMMANDS[path].params)]
    phrases = {phrase for text in texts for phrase in text.replace("\b", "").split()}
    assert phrases <= set(shown.split())
    assert not re.search("[\u200b-\u200f\ue000-\uf8ff]", shown)
    assert not re.search("Usage|Options|Commands|Positional|Show this|default|required", shown)


def test_a_page_in_khmer() -> None:
    assert page("reach", "funnel", "--help") == cleandoc("""
        របៀបប្រើ៖ bot reach funnel [ជម្រើស] CODE

          អ្នកដែលបានមកតាមព្រឹត្តិការណ៍មួយ បានទៅដល់ជំហានណា៖ មក សួរ បានចម្លើយ ធ្វើកម្រងសំណួរ។
          រាប់តាំងពីដើមមក។

        ពាក្យដែលសរសេរតាមលំដាប់៖
          CODE  កូដរបស់ព្រឹត្តិការណ៍ ដូចជា EV26-001។ `bot event list` បង្ហាញកូដទាំងអស់។

        ជម្រើស៖
          --format [table|json]  table៖ សម្រាប់អាន។ json៖ សម្រាប់កម្មវិធី។  [បើមិនសរសេរ៖ table]
          --lang [en|km]         ភាសានៃសារ៖ km (ខ្មែរ) ឬ en (អង់គ្លេស)។ បើមិនសរសេរ
                                 បុតនិយាយភាសាអង់គ្លេស ពេលទែមីណាល់ជាភាសាអង់គ្លេស ក្រៅពីនោះ
                                 ភាសាខ្មែរ។
          -h, --help             បង្ហាញជំនួយនេះ រួចចប់។
    """) + "\n"  # fmt: skip


def test_a_page_in_english() -> None:
    assert page("reach", "funnel", "--help", env=ENGLISH) == cleandoc("""
        Usage: bot reach funnel [OPTIONS] CODE

          How far people went who came through the event CODE, over all time.

        Options:
          --format [table|json]  [default: table]
          --lang [en|km]         Language of the messages; without it English where the
                                 terminal is set to English, else Khmer.
          -h, --help             Show this message and exit.
    """) + "\n"  # fmt: skip


def test_a_group_lists_the_first_sentence_of_each_command() -> None:
    assert "\n  doctor  ពិនិត្យសោ សិទ្ធិ ការជាវ ប្រវត្តិរូបទំព័រ នាឡិកា webhook និងហត្ថលេខា។\n" in page("messenger", "-h")
    assert "\n  worker     Answer messages that other processes receive" in page("-h", env=ENGLISH)


@pytest.mark.parametrize("command", ["", "chat", "check", "reach", "reach rows"])
@pytest.mark.parametrize("words", ["--lang en --help", "--help --lang en", "--help --lang=en"])
def test_english_can_be_asked_for(command: str, words: str) -> None:
    assert page(*command.split(), *words.split()) == page(*command.split(), "--help", env=ENGLISH)


def test_khmer_can_be_asked_for() -> None:
    assert page("chat", "--lang", "km", "--help", env=ENGLISH) == page("chat", "--help")
