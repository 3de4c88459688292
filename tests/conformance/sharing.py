"""Two accounts with a group in common, and what one shares with the other."""

from dav import Client, card, full


class World:
    def __init__(self, server, group, accounts):
        self.server, self.group = server, group
        self.owner, self.member, self.stranger = (Client(server, each) for each in accounts)
        for client in self.clients:
            client.clear()
        assert self.owner.make_book("friends", "<D:displayname>Friends</D:displayname>").status == 201
        self.book = self.owner.home + "friends/"
        assert self.owner.put("ann.vcf", card("ann"), self.book).status == 201

    @property
    def clients(self):
        return self.owner, self.member, self.stranger

    def share(self, *options, folder="Friends", member=None):
        whole = ["--folder", folder] if folder else []
        who = member or self.member.account.address
        self.server.command("share", "add", self.owner.account.address, who, *whole, *options)

    def unshare(self, folder="Friends"):
        whole = ["--folder", folder] if folder else []
        self.server.command("share", "remove", self.owner.account.address,
                            self.member.account.address, *whole)  # fmt: skip

    def shared(self, client=None):
        """The paths at which a client sees books of others in its own home."""
        client = client or self.member
        listed = client.propfind(client.home, "D:resourcetype", depth=1).responses
        return [each.href for each in listed if full("CS:shared") in each.children("D:resourcetype")]


def privileges(client, path):
    found = client.propfind(path, "D:current-user-privilege-set").only
    return {each[0].tag for each in found.element("D:current-user-privilege-set")}


def needs(answer, privilege, href):
    assert answer.refuses(403, "D:need-privileges"), answer.body
    resource = answer.xml[0].find(full("D:resource"))
    assert resource.find(full("D:privilege"))[0].tag == full(privilege)
    assert resource.findtext(full("D:href")) == href
    return True
