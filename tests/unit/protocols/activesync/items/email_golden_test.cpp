// Messages of many programs, and what a client is shown of them.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/unit/formats/mime/corpus.h"
#include "tests/unit/protocols/activesync/items/email_fixture.h"

namespace syncgate::activesync {
namespace {

class EmailGolden : public EmailTest {
  protected:
    static constexpr auto kData = wbxml::air_sync_base::kData;
    static constexpr const char* kRule = "\n==========\n";

    // The item as plain text of 16.1, and its body as HTML.
    std::string golden_of(const std::string& message) {
        const Item item = deliver(mime::to_crlf(message));
        const auto plain = render(item, options(Version::k16_1, {preference(1)}));
        const auto html = render(item, options(Version::k16_1, {preference(2)}));
        return without_place(item, wbxml::dump(plain) + in_body(plain, kData) + kRule +
                                       in_body(html, kData) + kRule);
    }

  private:
    // References name the item's place, which depends on what was delivered before.
    static std::string without_place(const Item& item, std::string text) {
        const std::string place =
            ">" + std::to_string(item.collection) + ":" + std::to_string(item.uid) + ":";
        for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at)) {
            text.replace(at, place.size(), ">ITEM:");
        }
        return text;
    }
};

TEST_F(EmailGolden, MessagesAreShownAsBefore) {
    const auto files = mime::files_in(SYNCGATE_SOURCE_DIR "/tests/golden/mail");
    int messages = 0;
    for (const auto& file : files) {
        if (file.extension() != ".eml") {
            continue;
        }
        SCOPED_TRACE(file.stem());
        ++messages;
        const std::string golden = golden_of(read_file(file));
        auto path = file;
        path.replace_extension(".golden");
        if (std::getenv("SYNCGATE_WRITE_GOLDEN") != nullptr) {
            std::ofstream(path, std::ios::binary) << golden;
        }
        EXPECT_EQ(golden, read_file(path));
    }
    EXPECT_GE(messages, 60);
}

}  // namespace
}  // namespace syncgate::activesync
