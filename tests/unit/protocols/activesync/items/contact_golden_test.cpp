// Cards of many programs, what a client is shown of them, and which lines an edit changes.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "tests/unit/formats/vcard/corpus.h"
#include "tests/unit/protocols/activesync/items/contact_fixture.h"

namespace syncgate::activesync {
namespace {

namespace contacts = wbxml::contacts;

wbxml::Element edited(const wbxml::Element& view) {
    const std::pair<wbxml::Tag, std::optional<std::string>> edits[] = {
        {contacts::kFileAs, std::nullopt},
        {contacts::kEmail1Address, std::nullopt},
        {contacts::kLastName, "Edited"},
        {contacts::kJobTitle, "Tester; first, class"},
        {contacts::kBirthday, "2001-02-03T00:00:00.000Z"},
        {contacts::kHomeAddressCity, "Ümlaut"},
        {contacts::kHomePhoneNumber, "+1 555 0100"},
    };
    wbxml::Element data = view;
    for (const auto& [tag, text] : edits) {
        data = with(data, tag, text);
    }
    return data;
}

std::vector<std::string> lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) {
        out.push_back(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    }
    return out;
}

// The lines of `text` that `other` has not, or not so often.
std::string missing(const std::string& text, const std::string& other, std::string_view sign) {
    std::map<std::string, int> there;
    for (const auto& line : lines(other)) {
        ++there[line];
    }
    std::string out;
    for (const auto& line : lines(text)) {
        if (--there[line] < 0) {
            out += std::string(sign) + line + "\n";
        }
    }
    return out;
}

std::string golden_of(const std::string& file) {
    std::string out;
    for (const auto text : vcard::cards_in(file)) {
        const auto card = vcard::read(text);
        if (!card) {
            return "unread: " + card.error().detail;
        }
        const auto view = rendered(*card, Version::k16_1);
        EditOptions merge;
        merge.version = Version::k16_1;
        merge.now = 1'795'773'600;  // 2026-11-27 10:00
        const std::string before(text);
        const std::string after = vcard::write(merged(*card, edited(view), merge));
        out += wbxml::dump(view) + missing(before, after, "-") + missing(after, before, "+") + "\n";
    }
    return out;
}

TEST(ContactGolden, CardsAreShownAndEditedAsBefore) {
    const std::filesystem::path folder(SYNCGATE_SOURCE_DIR "/tests/golden/contacts");
    int cards = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".vcf") {
            continue;
        }
        SCOPED_TRACE(entry.path().stem());
        ++cards;
        const std::string golden = golden_of(read_file(entry.path()));
        auto path = entry.path();
        path.replace_extension(".golden");
        if (std::getenv("SYNCGATE_WRITE_GOLDEN") != nullptr) {
            std::ofstream(path, std::ios::binary) << golden;
        }
        EXPECT_EQ(golden, read_file(path));
    }
    EXPECT_GE(cards, 60);
}

}  // namespace
}  // namespace syncgate::activesync
