"""Whom a name means, and what certificates are good for; meetings, of which there are none yet.
Source: MS-ASCMD 2.2.1.11, 2.2.1.15, 2.2.1.22."""

import base64
import hashlib
import ssl
import subprocess

import pytest

from dav import Client, card
from eas import at_least
from phone import CONTACTS, Phone
from test_contacts import added
from wbxml import Contacts, MeetingResponse, Search, ResolveRecipients, ValidateCert

START, END = "2026-11-23T10:00:00.000Z", "2026-11-24T10:00:00.000Z"


class TestRecipients:
    def resolve(self, phone, *to, options=None):
        return phone.client.command(
            "ResolveRecipients",
            ResolveRecipients.ResolveRecipients(
                [ResolveRecipients.To(text) for text in to],
                ResolveRecipients.Options(options) if options else None,
            ),
        )  # fmt: skip

    def window(self, start=START, end=END):
        return ResolveRecipients.Availability(
            ResolveRecipients.StartTime(start), ResolveRecipients.EndTime(end) if end else None
        )

    def test_an_address_is_one_person(self, new_phone, account, version):
        """case: MSASCMD_S13_TC12_ResolveRecipients_To"""
        answer = self.resolve(new_phone(version), account.address, "nobody of that name")
        assert answer.text("Status") == "1"
        found, nobody = answer.all("Response")
        assert (found.text("To"), found.text("Status")) == (account.address, "1")
        assert found.text("RecipientCount") == "1"
        assert found.text("Recipient/Type") == "1"
        assert found.text("Recipient/EmailAddress") == account.address
        assert found.text("Recipient/DisplayName")
        assert (nobody.text("To"), nobody.text("Status")) == ("nobody of that name", "4")
        assert not nobody.has("Recipient")

    def test_a_name_of_several_is_ambiguous(self, new_phone, account, other_account):
        """case: MSASCMD_S13_TC08_ResolveRecipients_AmbiguousUser
        case: MSASCMD_S13_TC09_ResolveRecipients_AmbiguousUserAvailability"""
        phone = new_phone()
        prefix = account.address[0]
        assert other_account.address.startswith(prefix)
        options = [ResolveRecipients.MaxAmbiguousRecipients(9999), self.window()]
        whole = self.resolve(phone, prefix, options=options).find("Response")
        assert whole.text("Status") == "2"
        people = whole.all("Recipient")
        assert len(people) == whole.number("RecipientCount") >= 2
        assert not any(p.has("Availability") or p.has("Certificates") for p in people)
        options = [ResolveRecipients.MaxAmbiguousRecipients(1)]
        part = self.resolve(phone, prefix, options=options).find("Response")
        assert part.text("Status") == "3" and len(part.all("Recipient")) == 1
        assert part.text("RecipientCount") == whole.text("RecipientCount")

    def test_there_are_no_certificates(self, new_phone, account, main_version):
        """case: MSASCMD_S13_TC01_ResolveRecipients_CertificateRetrieval
        case: MSASCMD_S13_TC14_ResolveRecipients_NoCertificates"""
        phone = new_phone(main_version)
        for wish, status in (("1", None), ("2", "7"), ("3", "7")):
            options = [ResolveRecipients.CertificateRetrieval(wish)]
            answer = self.resolve(phone, account.address, options=options)
            assert answer.text("Response/Recipient/Certificates/Status") == status

    def test_there_is_no_availability_and_no_picture(self, new_phone, account):
        """case: MSASCMD_S13_TC07_ResolveRecipients_NoPictureExist
        case: MSASCMD_S13_TC16_ResolveRecipients_Picture_Status173
        case: MSASCMD_S13_TC21_ResolveRecipients_Status163
        case: MSASCMD_S21_TC02_CommonStatusCode_173"""
        for version in ("14.1", "16.1"):
            options = [self.window(), ResolveRecipients.Picture()]
            answer = self.resolve(new_phone(version), account.address, options=options)
            recipient = answer.find("Response/Recipient")
            assert recipient.text("Availability/Status") == "163"
            assert recipient.text("Picture/Status") == "173"

    def test_a_request_that_is_none_is_5(self, new_phone, account):
        """case: MSASCMD_S13_TC02_ResolveRecipients_EndTimeInvalid
        case: MSASCMD_S13_TC03_ResolveRecipients_StartTimeInvalid
        case: MSASCMD_S13_TC04_ResolveRecipients_EndTimeSmallThanStartTime
        case: MSASCMD_S13_TC05_ResolveRecipients_DurationIsTooLarge
        case: MSASCMD_S13_TC06_ResolveRecipients_Over256
        case: MSASCMD_S13_TC20_ResolveRecipients_Status5"""
        phone = new_phone()
        for options in (
            [self.window(end="tomorrow")], [self.window(start="now")],
            [self.window(END, START)], [self.window(end="2027-11-23T10:00:00.000Z")],
            [ResolveRecipients.CertificateRetrieval(4)], [ResolveRecipients.MaxCertificates("x")],
            [ResolveRecipients.MaxAmbiguousRecipients(10_000)],
        ):  # fmt: skip
            answer = self.resolve(phone, account.address, options=options)
            assert answer.text("Status") == "5" and not answer.has("Response"), options
        for to in ([], ["a"] * 1001, ["a" * 257]):
            assert self.resolve(phone, *to).text("Status") == "5"
        assert self.resolve(phone, "a" * 256).text("Response/Status") == "4"
        assert self.resolve(phone, account.address, options=[self.window(end=None)]).text(
            "Response/Status"
        ) == "1"  # fmt: skip


class TestContacts:
    """One's own contacts are found beside the accounts: Type 2, with picture and certificates."""

    PHOTO = b"\xff\xd8\xff\xe0" + b"picture" * 30

    def contact(self, phone, *names, address, picture=None):
        data = [Contacts.FirstName(names[0]), Contacts.LastName(names[1]),
                Contacts.Email1Address(address)]  # fmt: skip
        if picture:
            data.append(Contacts.Picture(base64.b64encode(picture).decode()))
        folder = phone.folder(CONTACTS)
        phone.sync_all(folder)
        return added(phone, folder, *data, client_id=address)

    def resolve(self, phone, *to, options=None):
        return TestRecipients().resolve(phone, *to, options=options)

    def test_a_contact_is_found_by_name_and_address(self, new_phone, main_version):
        phone = new_phone(main_version)
        self.contact(phone, "Zoë", "Quist", address="zq@elsewhere.example")
        for text in ("zoe", "Quist Zo", "zq@else", "zq@elsewhere.example", "<zq@elsewhere.example>"):
            found = self.resolve(phone, text).find("Response")
            assert found.text("Status") == "1", text
            assert found.text("Recipient/Type") == "2"
            assert found.text("Recipient/EmailAddress") == "zq@elsewhere.example"
            assert "Quist" in found.text("Recipient/DisplayName")
        assert self.resolve(phone, "elsewhere").text("Response/Status") == "4"

    def test_an_account_comes_first_and_once(self, new_phone, account, other_account):
        phone = new_phone()
        self.contact(phone, "Quentin", "Quine", address=other_account.address, picture=self.PHOTO)
        options = [ResolveRecipients.Picture()]
        found = self.resolve(phone, other_account.address, options=options).find("Response")
        assert found.text("RecipientCount") == "1" and found.text("Recipient/Type") == "1"
        assert base64.b64decode(found.text("Recipient/Picture/Data")) == self.PHOTO
        assert self.resolve(phone, "quine").text("Response/Recipient/Type") == "2"

    def test_contacts_of_others_are_not_found(self, new_phone, other_account):
        self.contact(new_phone(), "Xaver", "Xylander", address="xx@elsewhere.example")
        theirs = new_phone(account=other_account)
        assert self.resolve(theirs, "Xylander").text("Response/Status") == "4"

    def test_pictures_within_the_limits(self, new_phone):
        """case: MSASCMD_S13_TC17 MSASCMD_S13_TC18 MSASCMD_S13_TC19"""
        for version in ("14.1", "16.1"):
            phone = new_phone(version)
            names = [f"Yara{version.replace('.', '')}{i}" for i in range(2)]
            for each in names:
                self.contact(phone, each, "Yost", address=f"{each}@elsewhere.example",
                             picture=self.PHOTO)  # fmt: skip

            def pictures(*limits, names=names, phone=phone):
                options = [ResolveRecipients.Picture(limits)]
                answer = self.resolve(phone, *names, options=options)
                return [p.text("Status") for p in answer.all("Response/Recipient/Picture")]

            assert pictures() == ["1", "1"]
            assert pictures(ResolveRecipients.MaxSize(len(self.PHOTO))) == ["1", "1"]
            assert pictures(ResolveRecipients.MaxSize(100)) == ["174", "174"]
            assert pictures(ResolveRecipients.MaxPictures(1)) == ["1", "175"]

    def test_certificates_of_a_card(self, new_phone, tmp_path, server, account):
        der = make_signer(tmp_path)
        text = card(
            "pat", "Pat Miller", "EMAIL;TYPE=INTERNET:pat.miller@elsewhere.example",
            "EMAIL;TYPE=INTERNET:pm@home.example",
            f"KEY;ENCODING=b;TYPE=X509:{base64.b64encode(der).decode()}",
            "KEY;ENCODING=b;TYPE=PGP:bm8gY2VydGlmaWNhdGU=",
        )  # fmt: skip
        dav = Client(server, account)
        assert dav.put("pat.vcf", text).status == 201
        dav.close()
        phone = new_phone()
        options = [ResolveRecipients.CertificateRetrieval(2)]
        found = self.resolve(phone, "pat.miller@", options=options).find("Response/Recipient")
        assert found.text("Certificates/Status") == found.text("Certificates/CertificateCount") == "1"
        assert base64.b64decode(found.text("Certificates/Certificate")) == der
        both = self.resolve(phone, "miller", options=options).find("Response")
        assert both.text("Status") == "2" and len(both.all("Recipient")) == 2
        options.append(ResolveRecipients.MaxCertificates(0))
        full = self.resolve(phone, "pm@home.example", options=options)
        assert full.text("Response/Recipient/Certificates/Status") == "8"
        mini = [ResolveRecipients.CertificateRetrieval(3)]
        answer = self.resolve(phone, "pat.miller@", options=mini)
        assert answer.text("Response/Recipient/Certificates/Status") == "7"


    def test_certificates_of_an_account(self, new_phone, tmp_path, server, account, other_account):
        der = make_signer(tmp_path)
        (tmp_path / "both.pem").write_bytes(
            ssl.DER_cert_to_PEM_cert(der).encode() + (tmp_path / "ca.pem").read_bytes()
        )
        address = other_account.address
        server.command("certificate", "add", address, tmp_path / "both.pem")
        server.command("certificate", "add", address, tmp_path / "signer.der")
        listed = server.command("certificate", "list", address).stdout.decode().splitlines()
        digests = [line.split("\t")[0] for line in listed]
        assert len(digests) == 2 and hashlib.sha256(der).hexdigest() in digests
        phone = new_phone()
        options = [ResolveRecipients.CertificateRetrieval(2)]

        def certificates():
            found = self.resolve(phone, address, options=options).find("Response/Recipient")
            assert found.text("Type") == "1"
            return [
                base64.b64decode(each.data()) for each in found.find("Certificates").all("Certificate")
            ]

        assert len(certificates()) == 2 and der in certificates()
        text = card("other", "Other", f"EMAIL;TYPE=INTERNET:{address}",
                    f"KEY;ENCODING=b;TYPE=X509:{base64.b64encode(der).decode()}")  # fmt: skip
        dav = Client(server, account)
        assert dav.put("other.vcf", text).status == 201
        dav.close()
        assert len(certificates()) == 2
        for digest in digests:
            server.command("certificate", "remove", address, digest)
        assert certificates() == [der]

    def test_a_file_without_a_certificate_is_refused(self, server, account, tmp_path):
        (tmp_path / "none.pem").write_text("nothing")
        for file in (tmp_path / "none.pem", tmp_path / "absent.pem"):
            done = server.command("certificate", "add", account.address, file, check=False)
            assert done.returncode != 0 and done.stderr
        done = server.command("certificate", "remove", account.address, "00ff", check=False)
        assert done.returncode != 0 and b"no such certificate" in done.stderr


class TestNames:
    def test_an_account_is_called_what_the_administrator_says(self, server, new_phone, account):
        phone = new_phone()
        local_part = account.address.split("@")[0]
        server.command("account", "name", account.address, "Ömer Tïtle")
        listed = server.command("account", "list").stdout.decode()
        assert f"{account.address}\tenabled\t" in listed and "\tÖmer Tïtle\n" in listed
        resolve = TestRecipients().resolve
        assert resolve(phone, "title om").text("Response/Recipient/DisplayName") == "Ömer Tïtle"
        server.command("account", "name", account.address)
        assert resolve(phone, "title").text("Response/Status") == "4"
        found = resolve(phone, account.address)
        assert found.text("Response/Recipient/DisplayName") == local_part

    def test_a_name_of_two_lines_is_refused(self, server, account):
        done = server.command("account", "name", account.address, "a\nb", check=False)
        assert done.returncode != 0 and b"one line" in done.stderr


def make_signer(folder):
    """A certificate for signed mail, in DER, whose authority is ca.pem in the folder."""

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority")
    openssl("req", *new_key, "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Signer")
    (folder / "usage").write_text("extendedKeyUsage=emailProtection\n")
    openssl("x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-extfile", "usage", "-outform", "DER", "-out", "signer.der")  # fmt: skip
    return (folder / "signer.der").read_bytes()


def write_list(folder, path, revoked=None):
    """The authority's revocation list, with the certificate of a file in the folder."""
    (folder / "index.txt").write_text("")
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ndefault_md=sha256\n"
        "default_crl_days=1\ncertificate=ca.pem\nprivate_key=ca.key\n"
    )

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    if revoked:
        openssl("x509", "-inform", "DER", "-in", "signer.der", "-out", revoked)
        openssl("ca", "-config", "ca.cnf", "-revoke", revoked)
    openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", str(path))


class TestCertificates:
    def validate(self, phone, *certificates, check_crl=None, **how):
        return phone.client.command(
            "ValidateCert",
            ValidateCert.ValidateCert(
                ValidateCert.Certificates(
                    [ValidateCert.Certificate(base64.b64encode(c).decode()) for c in certificates]
                ),
                None if check_crl is None else ValidateCert.CheckCRL(check_crl),
            ),
            **how,
        )  # fmt: skip

    @pytest.fixture
    def authority(self, server):
        """One that this machine does not trust."""
        text = (server.data / "certs" / "ca.pem").read_text()
        return ssl.PEM_cert_to_DER_cert(text)

    @pytest.mark.parametrize("base64_query", [False, True])
    def test_each_certificate_has_its_status(self, new_phone, authority, main_version, base64_query):
        """case: MSASCMD_S20_TC02_ValidateCert_InvalidSignature
        case: MSASHTTP_S01_TC14_CommandCode_ValidateCert"""
        phone = new_phone(main_version, base64_query=base64_query)
        broken = authority[:-1] + bytes([authority[-1] ^ 1])
        answer = self.validate(phone, authority, broken, b"no certificate")
        assert answer.text("Status") == "1"
        assert [c.text("Status") for c in answer.all("Certificate")] == ["4", "3", "10"]

    def test_one_of_an_authority_that_the_machine_trusts_is_good(
        self, new_server, tmp_path, monkeypatch
    ):
        """case: MSASCMD_S20_TC01_ValidateCert_Success"""
        signer = make_signer(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))  # what OpenSSL trusts
        server = new_server()
        account = server.add_account()
        for version in ("12.1", "14.1", "16.1"):
            phone = Phone(server, account, version)
            answer = self.validate(phone, signer)
            assert answer.text("Status") == answer.text("Certificate/Status") == "1", version
            phone.client.close()

    def test_revocation_is_looked_up_in_the_lists(self, new_server, tmp_path, monkeypatch):
        signer = make_signer(tmp_path)
        lists = tmp_path / "lists"
        lists.mkdir()
        monkeypatch.setenv("SYNCGATE_SMIME_AUTHORITIES", str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SYNCGATE_SMIME_REVOCATION_LISTS", str(lists))
        server = new_server()
        phone = Phone(server, server.add_account(), "16.1")

        def status(check):
            answer = self.validate(phone, signer, check_crl=check)
            assert answer.text("Status") == "1"
            return answer.text("Certificate/Status")

        assert (status(0), status(1)) == ("1", "16")
        write_list(tmp_path, lists / "good.pem")
        assert status(1) == "1"
        write_list(tmp_path, lists / "good.pem", revoked="signer.pem")
        assert (status(0), status(1)) == ("1", "13")
        phone.client.close()

    def test_too_many_or_none_are_2(self, phone):
        """case: MSASCMD_S20_TC03_ValidateCert_LimitingSize"""
        for certificates in ([b"x"] * 101, []):
            answer = self.validate(phone, *certificates)
            assert answer.text("Status") == "2" and not answer.has("Certificate")


class TestMeetings:
    def respond(self, phone, *requests):
        return phone.client.command(
            "MeetingResponse", MeetingResponse.MeetingResponse(requests)
        )  # fmt: skip

    def request(self, request_id, *more, response=1):
        return MeetingResponse.Request(
            MeetingResponse.UserResponse(response), MeetingResponse.CollectionId("1"),
            MeetingResponse.RequestId(request_id), more,
        )  # fmt: skip

    def test_what_is_no_meeting_request_is_2(self, new_phone, version):
        """case: MSASCMD_S09_TC04_MeetingResponse_RequestID
        case: MSASCMD_S09_TC05_MeetingResponse_ResponseNonMeeting
        case: MSASCMD_S09_TC03_MeetingResponse_InvalidMeeting"""
        answer = self.respond(
            new_phone(version), self.request("1:1"), self.request("1:2", response=9),
            MeetingResponse.Request(MeetingResponse.UserResponse(1), Search.LongId("1:3")),
        )  # fmt: skip
        results = answer.all("Result")
        assert [r.text("Status") for r in results] == ["2", "2", "2"]
        assert [r.text("RequestId") for r in results] == ["1:1", "1:2", None]
        assert not any(r.has("CalendarId") for r in results)

    def test_a_time_that_is_none_is_104(self, new_phone):
        """case: MSASCMD_S09_TC12_MeetingResponse_Status104
        case: MSASCMD_S09_TC08_MeetingResponse_RecurringMeetingInstanceIDInvalid"""
        for version in ("14.1", "16.1"):
            answer = self.respond(
                new_phone(version), self.request("1:1", MeetingResponse.InstanceId("tomorrow")),
                self.request("1:1", MeetingResponse.InstanceId(START)),
            )  # fmt: skip
            assert [r.text("Status") for r in answer.all("Result")] == ["104", "2"]

    def test_more_than_100_are_103(self, new_phone, main_version):
        """case: MSASCMD_S09_TC07_MeetingResponse_Status103"""
        phone = new_phone(main_version)
        for requests in ([self.request("1:1")] * 101, []):
            response = phone.client.request(
                "MeetingResponse", MeetingResponse.MeetingResponse(requests)
            )
            if at_least(main_version, "14.0"):
                assert response.doc.text("Status") == "103"
            else:
                assert response.status == 400
