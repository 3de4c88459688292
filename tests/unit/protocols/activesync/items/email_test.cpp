#include "protocols/activesync/items/email.h"

#include <filesystem>

#include "tests/unit/protocols/activesync/items/email_fixture.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace email = wbxml::email;
namespace email2 = wbxml::email2;
namespace base = wbxml::air_sync_base;

constexpr std::string_view kLetter =
    "From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\r\n"
    "To: Jane Doe <jane@example.org>, john@example.org\r\n"
    "Cc: \"Roe, R.\" <roe@example.org>\r\n"
    "Reply-To: list@example.org\r\n"
    "Bcc: secret@example.org\r\n"
    "Subject: Re: AW: Gr=?utf-8?q?=C3=BC=C3=9Fe?=\r\n"
    "Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n"
    "Message-ID: <m1@example.org>\r\n"
    "Thread-Index: Ad17QipgABEiM0RVZneImaq7zN3u/w==\r\n"
    "Importance: high\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Hello\r\n";

TEST_F(EmailTest, OfVersion161AsAWhole) {
    const auto item = deliver(kLetter, kSeen | kFlagged | kAnswered);
    EXPECT_EQ(wbxml::dump(render(item, options(Version::k16_1, {preference(1)}))),
              R"(<AirSync:ApplicationData>
  <Email:To>"Jane Doe" &lt;jane@example.org&gt;, john@example.org</Email:To>
  <Email:Cc>"Roe, R." &lt;roe@example.org&gt;</Email:Cc>
  <Email:From>"Jörg" &lt;joerg@example.org&gt;</Email:From>
  <Email:ReplyTo>list@example.org</Email:ReplyTo>
  <Email:Subject>Re: AW: Grüße</Email:Subject>
  <Email:DateReceived>2026-11-24T06:00:00.000Z</Email:DateReceived>
  <Email:DisplayTo>Jane Doe; john@example.org</Email:DisplayTo>
  <Email:ThreadTopic>Grüße</Email:ThreadTopic>
  <Email:Importance>2</Email:Importance>
  <Email:Read>1</Email:Read>
  <Email:MessageClass>IPM.Note</Email:MessageClass>
  <Email:InternetCPID>65001</Email:InternetCPID>
  <Email:ContentClass>urn:content-classes:message</Email:ContentClass>
  <AirSyncBase:NativeBodyType>1</AirSyncBase:NativeBodyType>
  <Email2:LastVerbExecuted>1</Email2:LastVerbExecuted>
  <Email2:IsDraft>0</Email2:IsDraft>
  <Email:Flag>
    <Email:Status>2</Email:Status>
    <Email:FlagType>Flag for follow up</Email:FlagType>
  </Email:Flag>
  <AirSyncBase:Body>
    <AirSyncBase:Type>1</AirSyncBase:Type>
    <AirSyncBase:EstimatedDataSize>7</AirSyncBase:EstimatedDataSize>
    <AirSyncBase:Truncated>0</AirSyncBase:Truncated>
    <AirSyncBase:Data>Hello&#x0d;
</AirSyncBase:Data>
  </AirSyncBase:Body>
  <Email2:ConversationId encoding="hex">00112233445566778899aabbccddeeff</Email2:ConversationId>
  <Email2:ConversationIndex encoding="hex">dd7b422a60</Email2:ConversationIndex>
  <Email:Categories/>
</AirSync:ApplicationData>
)");
}

TEST_F(EmailTest, OfVersion121KnowsNoLaterElements) {
    const auto data = render(deliver(kLetter, kSeen | kAnswered | kDraft), options(Version::k12_1));
    for (const auto& child : data.children()) {
        EXPECT_NE(wbxml::namespace_of(child.tag()), "Email2") << wbxml::name_of(child.tag());
    }
    EXPECT_FALSE(data.has(email::kCategories));
    EXPECT_TRUE(data.has(email::kFlag));
    EXPECT_TRUE(data.has(base::kBody));
}

TEST_F(EmailTest, ElementsComeWithTheirVersion) {
    struct Row {
        wbxml::Tag tag;
        Version since;
    };
    constexpr Row kRows[] = {
        {email2::kConversationId, Version::k14_0},   {email2::kConversationIndex, Version::k14_0},
        {email2::kLastVerbExecuted, Version::k14_0}, {email::kCategories, Version::k14_0},
        {email2::kIsDraft, Version::k16_0},          {email2::kBcc, Version::k16_0},
    };
    const auto item = deliver(kLetter, kAnswered | kDraft);
    for (const auto version :
         {Version::k12_1, Version::k14_0, Version::k14_1, Version::k16_0, Version::k16_1}) {
        const auto data = render(item, options(version));
        for (const auto& row : kRows) {
            EXPECT_EQ(data.has(row.tag), version >= row.since)
                << wbxml::name_of(row.tag) << " in " << int{static_cast<std::uint8_t>(version)};
        }
    }
}

TEST_F(EmailTest, HiddenRecipientsAreShownInDraftsOnly) {
    EXPECT_FALSE(render(deliver(kLetter), options(Version::k16_1)).has(email2::kBcc));
    EXPECT_EQ(text(render(deliver(kLetter, kDraft), options(Version::k16_1)), email2::kBcc),
              "secret@example.org");
}

TEST_F(EmailTest, TheSenderIsNamedWhenItIsAnother) {
    EXPECT_FALSE(render(deliver(kLetter), options(Version::k14_1)).has(email2::kSender));
    const auto other = deliver("From: a@example.org\r\nSender: b@example.org\r\n\r\nx\r\n");
    EXPECT_EQ(text(render(other, options(Version::k14_1)), email2::kSender), "b@example.org");
    const auto same = deliver("From: a@example.org\r\nSender: a@example.org\r\n\r\nx\r\n");
    EXPECT_FALSE(render(same, options(Version::k14_1)).has(email2::kSender));
}

TEST_F(EmailTest, ItsClassTellsWhatItIs) {
    struct Row {
        std::string_view headers, message_class;
    };
    constexpr Row kRows[] = {
        {"Content-Type: text/plain\r\n\r\nx\r\n", "IPM.Note"},
        {"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
         "IPM.Note.SMIME.MultipartSigned"},
        {"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx\r\n",
         "IPM.Note.SMIME"},
        {"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nfailed\r\n--b\r\n"
         "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
         "Action: failed\r\n--b--\r\n",
         "REPORT.IPM.Note.NDR"},
        {"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nfine\r\n--b\r\n"
         "Content-Type: message/delivery-status\r\n\r\nAction: delivered\r\n--b--\r\n",
         "REPORT.IPM.Note.DR"},
        {"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nread\r\n--b\r\n"
         "Content-Type: message/disposition-notification\r\n\r\nDisposition: x\r\n--b--\r\n",
         "REPORT.IPM.Note.IPNRN"},
        {"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nabuse\r\n--b--\r\n",
         "IPM.Note"},
    };
    for (const auto& row : kRows) {
        const auto data = render(deliver(row.headers), options(Version::k14_1));
        EXPECT_EQ(text(data, email::kMessageClass), row.message_class) << row.headers;
    }
}

TEST_F(EmailTest, ItsTopicIsTheSubjectWithoutPrefixes) {
    struct Row {
        std::string subject, topic;
    };
    for (const Row& row :
         {Row{"Re: Fwd: AW: Dinner", "Dinner"}, Row{"Dinner: at eight", "Dinner: at eight"},
          Row{"12: apostles", "12: apostles"}, Row{"Re:no blank", "Re:no blank"},
          Row{"a b: c", "a b: c"}, Row{"Re: ", "(absent)"}}) {
        const auto data =
            render(deliver("Subject: " + row.subject + "\r\n\r\nx\r\n"), options(Version::k14_1));
        EXPECT_EQ(text(data, email::kThreadTopic), row.topic) << row.subject;
    }
    const auto named = deliver("Subject: Re: a\r\nThread-Topic: named\r\n\r\nx\r\n");
    EXPECT_EQ(text(render(named, options(Version::k14_1)), email::kThreadTopic), "named");
}

TEST_F(EmailTest, LastVerbIsTheStrongestFlag) {
    struct Row {
        std::uint32_t flags;
        std::string verb;
    };
    for (const Row& row : {Row{0, "(absent)"}, Row{kAnswered, "1"},
                           Row{kAnswered | kRepliedToAll, "2"}, Row{kAnswered | kForwarded, "3"}}) {
        const auto item = deliver(kLetter, row.flags);
        EXPECT_EQ(text(render(item, options(Version::k14_1)), email2::kLastVerbExecuted), row.verb);
    }
}

TEST_F(EmailTest, OnlyReadFlagAndCategoriesTravelWithoutTheRest) {
    const auto alone = render_state(deliver(kLetter, kSeen), options(Version::k16_1));
    for (const auto& child : alone.children()) {
        const auto tag = child.tag();
        EXPECT_TRUE(tag == email::kRead || tag == email::kFlag || tag == email::kCategories)
            << wbxml::name_of(tag);
    }
    const auto answered = deliver(kLetter, kSeen | kAnswered);
    for (const auto version : {Version::k14_0, Version::k14_1, Version::k16_0, Version::k16_1}) {
        EXPECT_EQ(render_state(answered, options(version)), render(answered, options(version)));
    }
    EXPECT_FALSE(render_state(answered, options(Version::k12_1)).has(email::kSubject));
}

TEST_F(EmailTest, KeywordsOfProgramsAreNoCategories) {
    ASSERT_TRUE(account_->write([](store::Change& change) -> Result<bool> {
        change.set_tag({"Blue", "Blue", ""});
        change.set_tag({keyword_of("Grüne Dinge"), "Grüne Dinge", "#00ff00"});
        change.set_tag({"work", "Arbeit", ""});
        return true;
    }));
    auto item = deliver(kLetter);
    item.keywords = "$Forwarded\nBlue\nNonJunk\n" + keyword_of("Grüne Dinge") + "\nwork";
    EXPECT_EQ(wbxml::dump(*render_state(item, options(Version::k14_1)).child(email::kCategories)),
              R"(<Email:Categories>
  <Email:Category>Blue</Email:Category>
  <Email:Category>Grüne Dinge</Email:Category>
  <Email:Category>Arbeit</Email:Category>
</Email:Categories>
)");
}

// -- what a client may change

Element change(std::vector<Element> children) {
    Element data(air_sync::kApplicationData);
    for (auto& child : children) {
        data.add(std::move(child));
    }
    return data;
}

Element categories(std::vector<std::string> names) {
    Element element(email::kCategories);
    for (auto& name : names) {
        element.add(email::kCategory, std::move(name));
    }
    return element;
}

TEST_F(EmailTest, ReadIsSetAndTakenBack) {
    const auto item = deliver(kLetter, kFlagged | kAnswered);
    EXPECT_EQ(merge(item, change({Element(email::kRead, std::string("1"))})), kItemOk);
    EXPECT_EQ(again(item).flags, std::uint32_t{kFlagged | kAnswered | kSeen});
    EXPECT_EQ(merge(again(item), change({Element(email::kRead, std::string("0"))})), kItemOk);
    EXPECT_EQ(again(item).flags, std::uint32_t{kFlagged | kAnswered});
}

TEST_F(EmailTest, AFlagIsSetAndCleared) {
    const auto item = deliver(kLetter, kSeen);
    Element flag(email::kFlag);
    flag.add(email::kStatus, 2);
    flag.add(email::kFlagType, std::string("call"));
    EXPECT_EQ(merge(item, change({flag})), kItemOk);
    EXPECT_EQ(again(item).flags, std::uint32_t{kSeen | kFlagged});
    EXPECT_EQ(merge(again(item), change({Element(email::kFlag)})), kItemOk);
    EXPECT_EQ(again(item).flags, std::uint32_t{kSeen});
    EXPECT_EQ(again(item).follow_up, "");
}

// The item's keywords after these categories.
struct CategoryRow {
    std::string before;
    std::vector<std::string> categories;
    std::string after;
};
const CategoryRow kCategoryRows[] = {
    {"$Junk\nUnknown", {"Blue", "Green"}, "$Junk\nUnknown\nBlue\nGreen"},
    {"$Junk\nUnknown\nBlue\nGreen", {"Green", "Blue"}, "$Junk\nUnknown\nBlue\nGreen"},
    {"Blue\n$Junk\nGreen", {"green"}, "$Junk\nGreen"},
    {"$Junk\nGreen", {}, "$Junk"},
    {"", {"Sehr eilig", "SEHR EILIG", "sehr eilig "}, "Sehr=20eilig"},
    {"", {"GRÜN", "grün"}, "GR=C3=9CN"},
    {"", {"$Junk", "", "a,b"}, "=24Junk\na,b"},
    {"work", {"Arbeit"}, "work"},  // a tag that is called otherwise
    {"", {"Work", "work"}, "Work="},
    {"Unknown", {"Unknown"}, "Unknown"},  // becomes a tag
    {"Unknown", {}, ""},
};

TEST_F(EmailTest, CategoriesReplaceCategoriesAndNothingElse) {
    ASSERT_TRUE(account_->write([](store::Change& change) -> Result<bool> {
        change.set_tag({"work", "Arbeit", ""});
        return true;
    }));
    auto item = deliver(kLetter);
    for (const auto& row : kCategoryRows) {
        SCOPED_TRACE(row.before + " -> " + row.after);
        ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
            change.set_state(item.collection, item.uid, kSeen, row.before, "");
            return true;
        }));
        item = again(item);
        EXPECT_EQ(merge(item, change({categories(row.categories)})), kItemOk);
        EXPECT_EQ(again(item).keywords, row.after);
    }
    EXPECT_EQ(merge(again(item), change({Element(email::kRead, std::string("0"))})), kItemOk);
    EXPECT_EQ(again(item).keywords, kCategoryRows[std::size(kCategoryRows) - 1].after);
}

TEST_F(EmailTest, ANameThatAnotherTagHasAsItsKeywordGetsOneOfItsOwn) {
    ASSERT_TRUE(account_->write([](store::Change& change) -> Result<bool> {
        change.set_tag({"Red", "Urgent", "#ff0000"});
        return true;
    }));
    const auto item = deliver(kLetter);
    EXPECT_EQ(merge(item, change({categories({"Red", "Urgent"})})), kItemOk);
    EXPECT_EQ(again(item).keywords, "Red=\nRed");
    EXPECT_EQ(
        render_state(again(item), options(Version::k14_1)).child(email::kCategories)->children(),
        categories({"Red", "Urgent"}).children());
}

TEST_F(EmailTest, AnAccountHasSoManyTagsAndNoMore) {
    ASSERT_TRUE(account_->write([](store::Change& change) -> Result<bool> {
        for (int i = 0; i < 999; ++i) {
            change.set_tag({"t" + std::to_string(i), "t" + std::to_string(i), ""});
        }
        return true;
    }));
    const auto item = deliver(kLetter);
    EXPECT_EQ(merge(item, change({categories({"one", "two"})})), kItemInvalid);
    EXPECT_EQ(merge(item, change({categories({"one", "t7"})})), kItemOk);
    EXPECT_EQ(merge(again(item), change({categories({"two"})})), kItemInvalid);
    EXPECT_EQ(again(item).keywords, "one\nt7");
}

TEST_F(EmailTest, RefusesWhatAClientMayNotChangeAndChangesNothing) {
    const auto item = deliver(kLetter);
    Element bad_flag(email::kFlag);
    bad_flag.add(email::kStatus, 7);
    const Element read(email::kRead, std::string("1"));
    const Element bad[] = {
        change({}),
        change({Element(email::kRead, std::string("true"))}),
        change({Element(email::kRead, std::string())}),
        change({read, bad_flag}),
        change({read, categories({"a\nb"})}),
        change({read, categories(std::vector<std::string>(301, "x"))}),
        change({read, categories({std::string(256, 'x')})}),
        change({read, Element(email2::kSender, std::string("x@example.org"))}),
        change({read, Element(email2::kReceivedAsBcc, std::string("1"))}),
        change({read, Element(email2::kConversationId, std::string("1"))}),
        change({read, Element(email2::kUmCallerID, std::string("1"))}),
        change({read, Element(email::kSubject, std::string("new"))}),
    };
    for (const auto& data : bad) {
        EXPECT_EQ(merge(item, data), kItemInvalid) << wbxml::dump(data);
        EXPECT_EQ(again(item).modseq, item.modseq);
    }
}

// Law: nothing touched, nothing changed.
TEST_F(EmailTest, SendingBackItsStateChangesNothing) {
    const auto item = deliver(kLetter, kSeen);
    EXPECT_EQ(merge(item, render_state(item, options(Version::k14_1))), kItemOk);
    EXPECT_EQ(again(item).modseq, item.modseq);
}

TEST_F(EmailTest, ItsChangesMerge) {
    EXPECT_FALSE(kind_.conflicts(change({Element(email::kRead, std::string("1"))})));
}

// -- what can't be shown

TEST_F(EmailTest, AnItemWhoseObjectIsGoneIsAPlaceholder) {
    auto item = deliver(kLetter, kSeen);
    item.object = 999;
    const auto data = render(item, options(Version::k16_1));
    EXPECT_NE(text(data, email::kSubject), "(absent)");
    EXPECT_EQ(text(data, email::kRead), "1");
    EXPECT_NE(data_of(data).find("could not render"), std::string::npos);
}

TEST_F(EmailTest, TroubleOfTheDiskFailsTheRequestAndAMissingFileIsAPlaceholder) {
    const auto item = deliver("Subject: large\r\n\r\n" + std::string(100'000, 'x') + "\r\n");
    const auto whole = options(Version::k16_1, {preference(4)}, 2);
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
        if (entry.is_regular_file() && entry.path().string().find("/blobs/") != std::string::npos) {
            file = entry.path();
        }
    }
    ASSERT_TRUE(std::filesystem::remove(file));
    EXPECT_NE(data_of(render(item, whole)).find("could not render"), std::string::npos);

    std::filesystem::create_directory(file);  // opens, but can't be read: EISDIR
    auto failed = account_->read([&](const store::Snapshot& snapshot) -> Result<wbxml::Element> {
        return kind_.render(snapshot, item, whole);
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
}

TEST_F(EmailTest, NoMessageIsTooStrange) {
    for (const std::string_view message :
         {std::string_view("\r\n"), std::string_view("x"), std::string_view("\0\1\2", 3),
          std::string_view("Subject: \xff\xfe\r\n\r\n\xff\xfe\r\n"),
          std::string_view("Content-Type: multipart/mixed; boundary=\r\n\r\n----\r\n")}) {
        for (const int type : {1, 2, 4}) {
            const auto data =
                render(deliver(message), options(Version::k16_1, {preference(type)}, 2));
            EXPECT_TRUE(data.has(email::kDateReceived));
            EXPECT_TRUE(wbxml::parse(wbxml::write(data)));
        }
    }
}

// -- classes without items

TEST(ItemKind, AClassWithoutItemsShowsNothingAndRefuses) {
    for (const auto item_class : {ItemClass::kEvent, ItemClass::kTask, ItemClass::kNote}) {
        EXPECT_TRUE(item_kind(item_class).conflicts(Element(air_sync::kApplicationData)));
        EXPECT_NE(&item_kind(item_class), &item_kind(ItemClass::kMail));
    }
}

}  // namespace
}  // namespace syncgate::activesync
