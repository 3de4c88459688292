#include "base/paged_text.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/support/mapped_file.h"

namespace syncgate {
namespace {

constexpr std::size_t kPiece = PagedText::kPiece;
constexpr std::size_t kLarge = 24 * kPiece;
// What may stay: a piece, and what the kernel maps around a page that is read, which is 2 MiB where
// it keeps files in large pages.
constexpr std::size_t kStays = 8 * kPiece;

std::string pattern(std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        text[i] = static_cast<char>('a' + i % 23);
    }
    return text;
}

TEST(PagedText, PiecesAreTheWholeAndAreGivenBack) {
    const std::string content = pattern(kLarge + 17);
    const MappedFile file(content);
    std::string read;
    std::size_t most = 0;
    file.text().in_pieces([&](std::string_view piece) {
        read += piece;
        most = std::max(most, file.present_bytes());
    });
    EXPECT_EQ(read, content);
    EXPECT_GT(most, 0U);
    EXPECT_LE(most, kStays);
}

TEST(PagedText, PiecesEndWhereTheyAreNotWantedAnyMore) {
    int times = 0;
    PagedText(pattern(3 * kPiece)).in_pieces([&](std::string_view) { return ++times < 2; });
    EXPECT_EQ(times, 2);
}

TEST(PagedText, FindsAcrossPieces) {
    for (const std::size_t at : {std::size_t{0}, kPiece - 2, kPiece, 4 * kPiece - 1, 5 * kPiece}) {
        std::string content = pattern(5 * kPiece + 3);
        content.replace(at, 3, "\n--");
        const MappedFile file(content);
        for (const std::size_t from : {std::size_t{0}, std::size_t{1}, at}) {
            const auto found = file.text().find("\n--", from);
            EXPECT_EQ(found, content.find("\n--", from)) << at << " from " << from;
        }
        EXPECT_EQ(PagedText(content).find("\n--", 0), at);
    }
    const MappedFile file(pattern(kPiece));
    EXPECT_EQ(file.text().find("\n--", 0), std::string_view::npos);
    EXPECT_EQ(file.text().find("\n--", 2 * kPiece), std::string_view::npos);
}

TEST(PagedText, ASearchGivesBackWhatItPassed) {
    const MappedFile file(std::string(kLarge, 'a'));
    EXPECT_EQ(file.text().find("b", 0), std::string_view::npos);
    EXPECT_LE(file.present_bytes(), kStays);
}

TEST(PagedText, WhatWasGivenBackIsReadAgain) {
    const std::string content = pattern(2 * kPiece);
    const MappedFile file(content);
    EXPECT_EQ(file.text(), content);
    file.text().release();
    EXPECT_EQ(file.present_bytes(), 0U);
    EXPECT_EQ(file.text(), content);
}

TEST(PagedText, MemoryIsNeverGivenBack) {
    const std::string content = pattern(3 * kPiece);
    const std::string copy = content;
    const PagedText held(content);
    held.release();
    held.passed(0, content.size());
    held.in_pieces([](std::string_view) {});
    EXPECT_EQ(content, copy);
    const MappedFile file(content);
    EXPECT_FALSE(file.text().part(content).is_mapped());
    EXPECT_FALSE(file.text().part("").is_mapped());
    EXPECT_TRUE(file.text().part(file.text().bytes().substr(5, 10)).is_mapped());
    EXPECT_TRUE(file.text().substr(5).is_mapped());
}

}  // namespace
}  // namespace syncgate
