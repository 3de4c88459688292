// docs/contacts.md says what the tables do: users look there for where a value went.
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/activesync/items/contact.h"

namespace syncgate::activesync {
namespace {

std::string documentation() {
    std::ifstream in(SYNCGATE_SOURCE_DIR "/docs/contacts.md");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(ContactDocs, NameEveryElement) {
    std::string table = documentation();
    for (char& c : table) {
        c = c == ',' || c == '|' || c == '\n' ? ' ' : c;
    }
    for (const auto& row : contact_rows()) {
        const std::string word = " " + std::string(wbxml::name_of(row.tag)) + " ";
        EXPECT_NE(table.find(word), std::string::npos) << word;
    }
}

TEST(ContactDocs, RegisterEveryPropertyOfOurOwn) {
    const std::string text = documentation();
    EXPECT_NE(text.find("X-SYNCGATE-SLOT"), std::string::npos);
    for (const auto& sign : signs()) {
        if (sign.property.starts_with("X-SYNCGATE-")) {
            EXPECT_NE(text.find(sign.property), std::string::npos) << sign.property;
        }
    }
}

}  // namespace
}  // namespace syncgate::activesync
