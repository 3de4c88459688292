#include "formats/wbxml/reader.h"

#include <gmock/gmock.h>

#include "formats/wbxml/tags.h"

namespace syncgate::wbxml {
namespace {

using namespace std::string_view_literals;

std::string shown(const ReaderEvent& event) {
    switch (event.kind) {
        case EventKind::kStart:
            return (event.has_content ? "<" : "</") + std::string(name_of(event.tag)) + ">";
        case EventKind::kEnd:
            return "end";
        case EventKind::kText:
            return "text " + std::string(event.bytes);
        case EventKind::kOpaque:
            return "opaque " + std::string(event.bytes);
        case EventKind::kFinish:
            return "finish";
    }
    return "";
}

std::vector<std::string> events_of(std::string_view bytes) {
    std::vector<std::string> events;
    Reader reader(bytes, {});
    do {
        const auto event = reader.next();
        events.push_back(event ? shown(*event) : event.error().detail);
        if (!event) {
            break;
        }
    } while (events.back() != "finish");
    return events;
}

TEST(Reader, GivesOneEventForEachPiece) {
    EXPECT_THAT(events_of("\x03\x01\x6a\x00\x00\x07\x56\x52\x03"
                          "0\x00\xc3\x02"
                          "ab\x01\x13\x01"sv),
                testing::ElementsAre("<FolderSync>", "<SyncKey>", "text 0", "opaque ab", "end",
                                     "</FolderCreate>", "end", "finish"));
}

TEST(Reader, FinishesAgainAndAgain) {
    Reader reader("\x03\x01\x6a\x00\x05"sv, {});
    EXPECT_EQ(reader.next()->kind, EventKind::kStart);
    EXPECT_EQ(reader.next()->kind, EventKind::kFinish);
    EXPECT_EQ(reader.next()->kind, EventKind::kFinish);
}

TEST(Reader, NamesThePageAndTheTokenThatItDoesNotKnow) {
    EXPECT_THAT(events_of("\x03\x01\x6a\x00\x00\x0d\x3f"sv),
                testing::ElementsAre("wbxml: unknown tag 63 of page 13"));
}

TEST(Reader, GivesViewsIntoItsInput) {
    const std::string_view input = "\x03\x01\x6a\x00\x4b\x03key\x00\x01"sv;
    Reader reader(input, {});
    ASSERT_TRUE(reader.next());
    const auto text = reader.next();
    ASSERT_TRUE(text);
    EXPECT_EQ(text->bytes.data(), input.data() + 6);
}

}  // namespace
}  // namespace syncgate::wbxml
