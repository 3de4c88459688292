#include "protocols/activesync/items/attachments.h"

#include "tests/unit/protocols/activesync/items/email_fixture.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;

constexpr std::string_view kMixed =
    "From: a@example.org\r\nSubject: files\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
    "--r\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:logo@x\">\r\n"
    "--r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\n"
    "Content-Location: http://x/logo.png\r\nContent-Disposition: inline; filename=logo.png\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n"
    "--b\r\nContent-Type: application/pdf; name=\"=?utf-8?q?K=C3=A4se.pdf?=\"\r\n"
    "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n"
    "--b\r\nContent-Type: application/octet-stream\r\n\r\nnameless\r\n"
    "--b--\r\n";

class AttachmentsTest : public EmailTest {
  protected:
    std::string attachments(const Item& item) {
        const auto data = render(item, options(Version::k14_1));
        const auto* list = data.child(base::kAttachments);
        return list == nullptr ? "" : wbxml::dump(*list);
    }
    struct Read {
        std::string media_type, content;
    };
    Result<Read> read(const FileReference& reference) {
        return account_->read([&](const store::Snapshot& snapshot) -> Result<Read> {
            const auto found = find_attachment(snapshot, reference);
            if (!found) {
                return found.error();
            }
            return Read{found->media_type, read_part(snapshot, found->place, 0, found->place.size)};
        });
    }
};

TEST_F(AttachmentsTest, AreListedWithWhatAClientShowsOfThem) {
    const auto item = deliver(kMixed);
    const std::string at = std::to_string(item.collection) + ":" + std::to_string(item.uid) + ":";
    EXPECT_EQ(attachments(item), R"(<AirSyncBase:Attachments>
  <AirSyncBase:Attachment>
    <AirSyncBase:DisplayName>logo.png</AirSyncBase:DisplayName>
    <AirSyncBase:FileReference>)" + at +
                                     R"(1</AirSyncBase:FileReference>
    <AirSyncBase:Method>1</AirSyncBase:Method>
    <AirSyncBase:EstimatedDataSize>8</AirSyncBase:EstimatedDataSize>
    <AirSyncBase:ContentId>logo@x</AirSyncBase:ContentId>
    <AirSyncBase:ContentLocation>http://x/logo.png</AirSyncBase:ContentLocation>
    <AirSyncBase:IsInline>1</AirSyncBase:IsInline>
  </AirSyncBase:Attachment>
  <AirSyncBase:Attachment>
    <AirSyncBase:DisplayName>Käse.pdf</AirSyncBase:DisplayName>
    <AirSyncBase:FileReference>)" + at +
                                     R"(2</AirSyncBase:FileReference>
    <AirSyncBase:Method>1</AirSyncBase:Method>
    <AirSyncBase:EstimatedDataSize>3</AirSyncBase:EstimatedDataSize>
  </AirSyncBase:Attachment>
  <AirSyncBase:Attachment>
    <AirSyncBase:DisplayName>inner.eml</AirSyncBase:DisplayName>
    <AirSyncBase:FileReference>)" + at +
                                     R"(3</AirSyncBase:FileReference>
    <AirSyncBase:Method>5</AirSyncBase:Method>
    <AirSyncBase:EstimatedDataSize>28</AirSyncBase:EstimatedDataSize>
  </AirSyncBase:Attachment>
  <AirSyncBase:Attachment>
    <AirSyncBase:DisplayName>attachment</AirSyncBase:DisplayName>
    <AirSyncBase:FileReference>)" + at +
                                     R"(4</AirSyncBase:FileReference>
    <AirSyncBase:Method>1</AirSyncBase:Method>
    <AirSyncBase:EstimatedDataSize>8</AirSyncBase:EstimatedDataSize>
  </AirSyncBase:Attachment>
</AirSyncBase:Attachments>
)");
}

TEST_F(AttachmentsTest, AreInlineWhereTheHtmlCanShowThem) {
    const auto with = [&](std::string_view text, std::string_view header) {
        return attachments(
            deliver("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/" +
                    std::string(text) +
                    "\r\n\r\nx\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n" +
                    std::string(header) + "\r\n\r\nPDF\r\n--b--\r\n"));
    };
    const auto is_inline = [](const std::string& list) {
        return list.find("IsInline>1<") != std::string::npos;
    };
    EXPECT_TRUE(is_inline(with("html", "Content-ID: <a@x>")));
    EXPECT_TRUE(is_inline(with("html", "Content-Disposition: inline\r\nContent-ID: <a@x>")));
    EXPECT_FALSE(is_inline(with("html", "Content-Disposition: inline")));
    EXPECT_FALSE(is_inline(with("html", "Content-Disposition: attachment\r\nContent-ID: <a@x>")));
    EXPECT_FALSE(is_inline(with("plain", "Content-Disposition: inline\r\nContent-ID: <a@x>")));
}

TEST_F(AttachmentsTest, AreReadByTheirReference) {
    const auto item = deliver(kMixed);
    const auto pdf = read({item.collection, item.uid, 2});
    ASSERT_TRUE(pdf);
    EXPECT_EQ(pdf->media_type, "application/pdf");
    EXPECT_EQ(pdf->content, std::string("\0\1\2", 3));
    const auto inner = read({item.collection, item.uid, 3});
    ASSERT_TRUE(inner);
    EXPECT_EQ(inner->content, "Subject: inner\r\n\r\ninner text");
}

TEST_F(AttachmentsTest, OfAMessageThatIsItselfAMessageEndInEml) {
    const auto item = deliver(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n"
        "Content-Disposition: attachment; filename=\"original\"\r\n\r\nSubject: x\r\n\r\ny\r\n"
        "--b--\r\n");
    EXPECT_NE(attachments(item).find(">original.eml<"), std::string::npos);
}

TEST_F(AttachmentsTest, AMessageWithoutAnyHasNoList) {
    EXPECT_EQ(attachments(deliver("Subject: x\r\n\r\ny\r\n")), "");
}

TEST_F(AttachmentsTest, AReferenceToNothingIsNotFound) {
    const auto item = deliver(kMixed);
    for (const auto& reference :
         {FileReference{item.collection, item.uid, 99}, FileReference{item.collection, 99, 2},
          FileReference{99, item.uid, 2}, FileReference{0, 0, 0}}) {
        const auto found = read(reference);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
    }
}

// -- of drafts

mime::Structure structure_of(std::vector<std::string> content_ids) {
    mime::Structure structure;
    structure.parts.resize(1);
    structure.plain = 0;
    for (auto& id : content_ids) {
        structure.parts.emplace_back().content_id = std::move(id);
    }
    return structure;
}

TEST(DraftReference, NamesAPartByItsContentIdWhereverItStands) {
    const auto before = structure_of({"a@x", "b@x"});
    const auto after = structure_of({"new@x", "b@x"});
    Item draft;
    draft.flags = kDraft;
    EXPECT_EQ(part_of_draft(after, reference_of(draft, before, 2)), 2U);
    EXPECT_EQ(part_of_draft(structure_of({"b@x"}), reference_of(draft, before, 2)), 1U);
    EXPECT_EQ(part_of_draft(after, reference_of(draft, before, 1)), std::nullopt);
    draft.flags = 0;
    EXPECT_EQ(reference_of(draft, before, 2).content_id, "") << "only drafts change";
}

TEST(DraftReference, OfAPartThatHadNoContentIdIsItsPlaceThen) {
    const auto before = structure_of({"", ""});
    Item draft;
    draft.flags = kDraft;
    const auto a = reference_of(draft, before, 1);
    const auto b = reference_of(draft, before, 2);
    EXPECT_EQ(part_of_draft(before, a), 1U);
    EXPECT_EQ(part_of_draft(before, b), 2U);
    const auto after = structure_of({place_id(before, 2)});  // a is gone
    EXPECT_EQ(part_of_draft(after, a), std::nullopt) << "its place is another's";
    EXPECT_EQ(part_of_draft(after, b), 1U);
}

TEST(DraftReference, NeverNamesTheText) {
    EXPECT_EQ(part_of_draft(structure_of({}), FileReference{1, 1, 0}), std::nullopt);
}

TEST(FileReference, ReadsWhatItWritesById) {
    const auto read = parse_file_reference(to_text(FileReference{12, 345, 0, "0123abcd"}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->uid, 345);
    EXPECT_EQ(read->content_id, "0123abcd");
    EXPECT_FALSE(parse_file_reference("12:345:c"));
}

TEST(FileReference, ReadsWhatItWrites) {
    const FileReference reference{12, 345, 6};
    const auto read = parse_file_reference(to_text(reference));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->collection, 12);
    EXPECT_EQ(read->uid, 345);
    EXPECT_EQ(read->part, 6U);
}

TEST(FileReference, TrustsNothing) {
    for (const auto* text :
         {"", ":", "1:2", "1:2:3:4", "1:2:x", "-1:2:3", "1: 2:3", "1:2:3 ",
          "99999999999999999999:1:1", "9223372036854775808:1:1", "1:9223372036854775808:1"}) {
        EXPECT_FALSE(parse_file_reference(text)) << text;
    }
}

}  // namespace
}  // namespace syncgate::activesync
