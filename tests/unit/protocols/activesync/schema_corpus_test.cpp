// Requests that clients and the specification wrote keep to the schemas.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/schema.h"
#include "protocols/activesync/schema_rows.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;

std::filesystem::path documents() {
    const char* given = std::getenv("SHARED_DIR");
    const std::filesystem::path shared =
        given != nullptr ? given : SYNCGATE_SOURCE_DIR "/../shared";
    return shared / "corpora" / "wbxml";
}

// What a server says: a Status or its answers, in the root or below a collection.
bool is_answer(const Element& root) {
    const auto says = [](const Element& each) {
        const auto name = wbxml::name_of(each.tag());
        return name == "Status" || name == "Response" || name == "Responses" || name == "Result";
    };
    return std::any_of(root.children().begin(), root.children().end(), [&](const Element& child) {
        return says(child) ||
               (wbxml::name_of(child.tag()) == "Collections" &&
                std::any_of(child.children().begin(), child.children().end(),
                            [&](const Element& collection) {
                                return std::any_of(collection.children().begin(),
                                                   collection.children().end(), says);
                            }));
    });
}

// A Set for UserInformation, which has none; "..." for Options; a SyncKey of another page.
constexpr std::string_view kWrong[] = {
    "libwbxml-xml/activesync-002-settings_user_information.libwbxml.wbxml",
    "stream-pairs/activesync-002-settings_user_information.libwbxml.wbxml",
    "ms-ascmd-examples/activesync-ms-ascmd-005.libwbxml.wbxml",
    "stream-pairs/activesync-020-folder_sync_initial_request.libwbxml.wbxml",
};

bool is_wrong(const std::filesystem::path& path) {
    const auto name = path.parent_path().filename() / path.filename();
    return std::find(std::begin(kWrong), std::end(kWrong), name.string()) != std::end(kWrong);
}

TEST(SchemaCorpus, RequestsFit) {
    int fitting = 0;
    for (const auto* folder : {"captures", "libwbxml-xml", "ms-ascmd-examples", "stream-pairs"}) {
        if (!std::filesystem::is_directory(documents() / folder)) {
            GTEST_SKIP() << "no corpora in " << documents();
        }
        for (const auto& entry : std::filesystem::directory_iterator(documents() / folder)) {
            if (entry.path().extension() != ".wbxml") {
                continue;
            }
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            const auto root = wbxml::parse(bytes);
            if (!root || is_answer(*root) || schema_rows_of(root->tag()).empty()) {
                continue;
            }
            for (const auto version : {Version::k12_1, Version::k16_1}) {
                EXPECT_EQ(fits_schema(*root, version), !is_wrong(entry.path()))
                    << entry.path() << wbxml::dump(*root);
            }
            ++fitting;
        }
    }
    EXPECT_GT(fitting, 50);
}

}  // namespace
}  // namespace syncgate::activesync
