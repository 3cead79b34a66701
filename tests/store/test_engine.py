"""The store opens, migrates and knows when it is current."""

from sqlalchemy import Engine, create_engine, inspect

from bot.store.columns import metadata
from bot.store.engine import is_current, open_engine, upgrade


def test_a_migrated_store_has_every_table_of_the_model(engine: Engine) -> None:
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())


def test_upgrading_twice_changes_nothing(store_url: str, engine: Engine) -> None:
    upgrade(store_url)
    assert is_current(engine)


def test_an_empty_store_is_not_current(tmp_path) -> None:
    assert not is_current(create_engine(f"sqlite:///{tmp_path / 'empty.db'}"))


def test_the_folder_of_a_new_store_is_made(tmp_path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'new' / 'bot.db'}").connect().close()
    assert (tmp_path / "new" / "bot.db").exists()
