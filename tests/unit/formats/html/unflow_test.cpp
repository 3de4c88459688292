#include <string_view>

#include <gtest/gtest.h>

#include "formats/html/html.h"

namespace syncgate::html {
namespace {

struct Row {
    std::string_view flowed;
    std::string_view text;
    bool del_sp = false;
};

// Source: RFC 3676 4.
constexpr Row kRows[] = {
    {"", ""},
    {"fixed\r\nlines\r\n", "fixed\r\nlines\r\n"},
    {"one \r\nparagraph\r\n", "one paragraph\r\n"},
    {"one \nparagraph", "one paragraph"},
    {"no \r\nblank\r\n", "noblank\r\n", true},
    {" From stuffed\r\n > no quote\r\n", "From stuffed\r\n> no quote\r\n"},
    {"> quoted \r\n> text\r\n>> deeper\r\n", "> quoted text\r\n>> deeper\r\n"},
    {"> quoted \r\nnot quoted\r\n", "> quoted \r\nnot quoted\r\n"},
    {"text \r\n-- \r\nname\r\n", "text \r\n-- \r\nname\r\n"},
    {"> text\r\n> -- \r\n> name \r\n> more\r\n", "> text\r\n> -- \r\n> name more\r\n"},
    {"a \r\n\r\nb\r\n", "a \r\nb\r\n"},
    {"ends flowed ", "ends flowed "},
};

TEST(Unflow, JoinsWhatWasOneParagraph) {
    for (const auto& row : kRows) {
        EXPECT_EQ(unflow(row.flowed, row.del_sp), row.text) << row.flowed;
    }
}

}  // namespace
}  // namespace syncgate::html
