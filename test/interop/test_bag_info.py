"""bagit-python reads in bag-info.txt what the corpus says."""

import bagit
import yaml


def test_values_are_read_as_they_were_written(any_release):
    bag = bagit.Bag(str(any_release.folder))
    bag.validate()
    statement = yaml.safe_load((any_release.folder / "corpus.yaml").read_text("utf-8"))
    contact = statement.get("contact", {})
    creators = statement["creators"]
    assert listed(bag.info, "Creator") == [party["name"] for party in creators]
    organisations = [party["name"] for party in creators if party["type"] == "organisation"]
    assert listed(bag.info, "Source-Organization") == organisations
    assert (bag.info.get("Contact-Name"), bag.info.get("Contact-Email")) == (contact.get("name"), contact.get("email"))
    assert bag.info["External-Identifier"] == statement["url"]
    description = f"{statement['title']}, version {statement['version']}. {statement['description']}"
    assert words(bag.info["External-Description"]) == words(description)
    assert bag.info["Bagging-Date"] == str(statement["released"])
    assert bag.info["Bag-Size"] == "1 MB"
    octets = sum(path.stat().st_size for path in (any_release.folder / "data").iterdir())
    assert bag.info["Payload-Oxum"].startswith(f"{octets}.")


def words(text: str) -> list[str]:
    return text.split()


def listed(info: dict, label: str) -> list[str]:
    value = info.get(label, [])
    return value if isinstance(value, list) else [value]
