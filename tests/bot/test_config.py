"""The configuration: a line a fault with its key and reason, and what may come from elsewhere."""

from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def faults(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(path)
    return refused.value.faults


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[telegram]\ntokn = 'x'", "telegram.tokn", "there is no such key; config.example.toml explains"),
        ("[telegramm]\ntoken = 'x'", "telegramm", "there is no such key"),
        ("folder = '/x'", "folder", "there is no such key"),
        ("[locale]\ndefault = 'fr'", "locale.default", "should match pattern"),
        ("[locale]\ntimezone = 'Asia/Zibo'", "locale.timezone", 'must be the name of a time zone, as "Asia/Shanghai"'),
        ("[database]\nurl = 'mysql://x'", "database.url", 'must be "sqlite:///file.db" or "postgresql://user@host/name"'),
        ("[access]\nadministrators = ['a']", "access.administrators.0", "valid integer"),
        ("[deadlines]\nfirst_word = 0", "deadlines.first_word", "greater than or equal to 1"),
        ("[deadlines]\nfirst_word = 'soon'", "deadlines.first_word", "valid integer"),
        ("[deadlines]\nformal_answer = 7", "deadlines", "formal_longest must not be less than formal_answer"),
        ("[deadlines]\nformal_longest = 2", "deadlines", "formal_longest must not be less than formal_answer"),
        ("[deadlines]\nrating_reminder = 14", "deadlines", "rating_close must be more than rating_reminder"),
        ("[limits]\nwords = 5000", "limits.words", "less than or equal to 4000"),
        ("[delivery]\nper_second = 0", "delivery.per_second", "greater than 0"),
        ("[metrics]\nlisten = 'everywhere'", "metrics.listen", 'must be "host:port", or empty to switch it off'),
        ("[metrics]\nlisten = '127.0.0.1:99999'", "metrics.listen", "host:port"),
        ("[telegram]\nbase_url = 'htp://x/bot'", "telegram.base_url", "must begin with https:// or http://"),
        ("[telegram]\nbase_url = 'https://x/'", "telegram.base_url", "end in /bot"),
        ("[telegram]\nmode = 'pigeon'", "telegram.mode", "'polling' or 'webhook'"),
        ("[telegram]\nmode = 'webhook'", "telegram", "needs [telegram.webhook] public_url and secret_token"),
        ("[telegram.webhook]\nsecret_token = 'a b'", "telegram.webhook.secret_token", "should match pattern"),
        ("[telegram.webhook]\nport = 70000", "telegram.webhook.port", "less than or equal to 65535"),
        ("telegram = 3", "telegram", "valid"),
    ],
)  # fmt: skip
def test_one_line_a_fault_with_key_and_reason(write: Path, text: str, key: str, reason: str) -> None:
    [fault] = faults(write, text)
    assert fault.startswith(f"{key}: ")
    assert reason in fault
    assert "\n" not in fault


def test_all_faults_are_told_at_once(write: Path) -> None:
    found = faults(write, "[deadlines]\nfirst_word = 0\n[limits]\nfiles = 99\n[nonsense]\nx = 1\n")
    assert [fault.split(":")[0] for fault in found] == ["deadlines.first_word", "limits.files", "nonsense"]


@pytest.mark.parametrize(("content", "reason"), [(b"[telegram", "is not TOML"), (b"\xff\xfe", "can't be read")])
def test_a_file_that_is_none(write: Path, content: bytes, reason: str) -> None:
    write.write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        load(write)


def test_a_missing_file_names_the_example(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file; copy config\.example\.toml"):
        load(tmp_path / "none.toml")


def test_an_empty_file_is_zibos(write: Path) -> None:
    write.touch()
    config = load(write)
    assert (config.deadlines.first_word, config.locale.timezone) == (3, "Asia/Shanghai")
    assert config.delivery.per_second == 29.5
    assert config.database_url.path == write.parent / "shuanglian.db"


def test_the_environment_goes_before_the_file(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write.write_text(f"[telegram]\ntoken = '{TOKEN}'\n[deadlines]\nfirst_word = 5\nrating_close = 20\n")
    monkeypatch.setenv("SHUANGLIAN_DEADLINES__FIRST_WORD", "2")
    monkeypatch.setenv("SHUANGLIAN_TELEGRAM__WEBHOOK__PORT", "9000")
    monkeypatch.setenv("SHUANGLIAN_ACCESS__ADMINISTRATORS", "[7, 8]")
    config = load(write)
    assert (config.deadlines.first_word, config.deadlines.rating_close) == (2, 20), "one key, not its whole section"
    assert (config.telegram.webhook.port, config.access.administrators) == (9000, (7, 8))
    assert config.token() == TOKEN


def test_the_environment_leads_no_path_elsewhere(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write.touch()
    monkeypatch.setenv("SHUANGLIAN_FOLDER", "/elsewhere")
    assert load(write).database_url.path == write.parent / "shuanglian.db"


@pytest.mark.parametrize(("name", "value"), [("DEADLINES__FIRST_WORD", "0"), ("DEADLINES__FRIST_WORD", "2")])
def test_faults_in_the_environment_are_told_too(
    write: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    write.touch()
    monkeypatch.setenv(f"SHUANGLIAN_{name}", value)
    with pytest.raises(ConfigError, match=name.lower().replace("__", ".")):
        load(write)


def test_the_token_may_stand_in_a_file_of_its_own(write: Path) -> None:
    write.write_text("[telegram]\ntoken_file = 'secret.txt'\n")
    (write.parent / "secret.txt").write_text(f"{TOKEN}\n")
    assert load(write).token() == TOKEN


def test_a_token_file_that_is_not_there(write: Path) -> None:
    write.write_text("[telegram]\ntoken_file = 'secret.txt'\n")
    with pytest.raises(ConfigError, match=r"^telegram\.token_file: can't be read \(No such file"):
        load(write).token()


@pytest.mark.parametrize(
    "token", ["", "abc", "123:short", "110201543 AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", f"{TOKEN}\\n"]
)
def test_a_token_that_is_none(write: Path, token: str) -> None:
    write.write_text(f'[telegram]\ntoken = "{token}"\n')
    with pytest.raises(ConfigError, match=r"^telegram\.token: is missing or not a token"):
        load(write).token()


def test_a_token_is_never_told(write: Path) -> None:
    write.write_text("[telegram]\ntoken = '110201543:secret'\n")
    with pytest.raises(ConfigError) as refused:
        load(write).token()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:sec%ret@db/town",
        "postgresql://bot:sec@ret@db/town",
        "postgresql://bot:secret@db/town?nonsense=1",
        "mysql://bot:secret@db/town",
    ],
)
def test_a_password_is_never_told(write: Path, url: str) -> None:
    [fault] = faults(write, f"[database]\nurl = '{url}'\n")
    assert "ret" not in fault


@pytest.mark.parametrize(("name", "value"), [("ACCESS__ADMINISTRATORS", "me"), ("TELEGRAM", "{")])
def test_what_is_no_json_in_the_environment(
    write: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    write.touch()
    monkeypatch.setenv(f"SHUANGLIAN_{name}", value)
    with pytest.raises(ConfigError, match=r"^the environment: .*JSON"):
        load(write)


def test_everything_that_services_see_comes_from_the_file() -> None:
    config = Config.model_validate(
        {"deadlines": {"first_word": 4}, "limits": {"files": 3}, "access": {"invite_days": 2}}
    )
    rules = config.rules
    assert (rules.deadlines.first_word, rules.limits.files, rules.access.invite_days) == (4, 3, 2)
