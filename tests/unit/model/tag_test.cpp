#include "model/tag.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace syncgate {
namespace {

struct Pair {
    std::string_view name, keyword;
};

constexpr Pair kPairs[] = {
    {"Work", "Work"},
    {"Red category", "Red=20category"},
    {"Für später", "F=C3=BCr=20sp=C3=A4ter"},
    {"$Label1", "=24Label1"},
    {"a=b", "a=3Db"},
    {"(50%) *[x] {y} \"z\" \\", "=2850=25=29=20=2A=5Bx=5D=20=7By=7D=20=22z=22=20=5C"},
    {"", ""},
};

TEST(Tag, ANameHasItsKeyword) {
    for (const auto& [name, keyword] : kPairs) {
        EXPECT_EQ(keyword_of(name), keyword);
        EXPECT_EQ(name_of(keyword), name);
    }
}

TEST(Tag, AnyNameComesBack) {
    std::string name;
    for (int i = 0; i < 256; ++i) {
        name += static_cast<char>(i);
        EXPECT_EQ(name_of(keyword_of(name)), name) << hex_encode(name);
    }
}

TEST(Tag, WhatIsNoEscapeStandsForItself) {
    for (const auto* keyword : {"=", "a=", "=2", "=2x", "=zz", "x=0", "NonJunk", "=c3"}) {
        EXPECT_EQ(name_of(keyword), keyword);
    }
}

}  // namespace
}  // namespace syncgate
