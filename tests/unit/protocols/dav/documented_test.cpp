// docs/dav.md says what there is.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "protocols/dav/methods.h"
#include "protocols/dav/property_rows.h"
#include "protocols/dav/reports.h"

namespace syncgate::dav {
namespace {

// What stands in backticks in the first column, or all, of a section's tables.
std::set<std::string> documented(const std::string& section) {
    std::ifstream file(SYNCGATE_SOURCE_DIR "/docs/dav.md");
    std::set<std::string> names;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) {
            inside = line == "## " + section;
        }
        if (!inside || !line.starts_with("| `")) {
            continue;
        }
        std::istringstream first(line.substr(0, line.find(" |", 2)));
        std::string name;
        while (std::getline(first, name, '`') && std::getline(first, name, '`')) {
            names.insert(name);
        }
    }
    return names;
}

std::string written(xml::Name name) {
    constexpr std::pair<std::string_view, std::string_view> kPrefixes[] = {
        {kDav, "DAV:"}, {kCardDav, "CARDDAV:"}, {kPush, "PUSH:"}, {kCalendarServer, "CS:"}};
    const auto* const row = std::find_if(std::begin(kPrefixes), std::end(kPrefixes),
                                         [&](const auto& each) { return each.first == name.ns; });
    return row == std::end(kPrefixes) ? "?" : std::string(row->second) + std::string(name.local);
}

TEST(DavDocumented, PropertiesAreThoseOfTheTable) {
    std::set<std::string> names;
    for (const auto& row : property_rows()) {
        names.insert(written(row.name));
    }
    EXPECT_EQ(documented("Properties"), names);
}

TEST(DavDocumented, ReportsAreThoseOfTheTable) {
    std::set<std::string> names;
    for (const Kind kind : {Kind::kRoot, Kind::kPrincipals, Kind::kPrincipal, Kind::kHome,
                            Kind::kBook, Kind::kItem}) {
        Node node;
        node.kind = kind;
        node.books = kind >= Kind::kHome ? book_classes()[0] : nullptr;
        for (const auto& name : reports_of(node)) {
            names.insert(written(name));
        }
    }
    EXPECT_EQ(documented("Reports"), names);
}

TEST(DavDocumented, MethodsAreThoseThatAreServed) {
    std::set<std::string> served;
    for (const Kind kind : {Kind::kRoot, Kind::kHome, Kind::kBook, Kind::kItem}) {
        std::istringstream list(allowed_at(kind));
        for (std::string name; std::getline(list >> std::ws, name, ',');) {
            served.insert(name);
        }
    }
    EXPECT_EQ(documented("Methods"), served);
}

}  // namespace
}  // namespace syncgate::dav
