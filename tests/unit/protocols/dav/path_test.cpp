#include "protocols/dav/path.h"

#include <gtest/gtest.h>

namespace syncgate::dav {
namespace {

struct Form {
    std::string_view path;
    Kind kind;
    std::string_view user, book, name;
};

TEST(DavPath, ReadsEveryFormAndSpelling) {
    constexpr Form kForms[] = {
        {"/", Kind::kRoot, "", "", ""},
        {"/dav", Kind::kRoot, "", "", ""},
        {"/dav/", Kind::kRoot, "", "", ""},
        {"/dav/principals/", Kind::kPrincipals, "", "", ""},
        {"/dav/principals/u%40e.org/", Kind::kPrincipal, "u@e.org", "", ""},
        {"/dav/principals/groups/", Kind::kGroups, "", "", ""},
        {"/dav/principals/groups/the%20choir/", Kind::kGroup, "", "", ""},
        {"/dav/principals/groups@e.org/", Kind::kPrincipal, "groups@e.org", "", ""},
        {"/dav/notifications/u@e.org/", Kind::kNotices, "u@e.org", "", ""},
        {"/dav/notifications/u/1f", Kind::kNotice, "u", "", "1f"},
        {"/dav/addressbooks", Kind::kHomes, "", "", ""},
        {"//dav///addressbooks//", Kind::kHomes, "", "", ""},
        {"/dav/addressbooks/u/b//x.vcf", Kind::kItem, "u", "b", "x.vcf"},
        {"/dav/addressbooks/u@e.org", Kind::kHome, "u@e.org", "", ""},
        {"/dav/addressbooks/u/a%20b/", Kind::kBook, "u", "a b", ""},
        {"/dav/addressbooks/u/b/x%2Fy.vcf", Kind::kItem, "u", "b", "x/y.vcf"},
        {"/dav/addressbooks/u/b/a+b c.vcf", Kind::kItem, "u", "b", "a+b c.vcf"},
        {"/dav/directory", Kind::kDirectory, "", "", ""},
        {"/dav/directory/files", Kind::kEntry, "", "", "files"},
        {"/dav/directory/u%40e.org.vcf", Kind::kEntry, "", "", "u@e.org.vcf"},
        {"https://any:1/dav/addressbooks/u/b/x?q#f", Kind::kItem, "u", "b", "x"},
        {"http://any", Kind::kRoot, "", "", ""},
    };
    for (const auto& form : kForms) {
        SCOPED_TRACE(form.path);
        const auto place = parse_path(form.path);
        ASSERT_TRUE(place) << place.error().detail;
        EXPECT_EQ(place->kind, form.kind);
        EXPECT_EQ(place->user, form.user);
        EXPECT_EQ(place->book, form.book);
        EXPECT_EQ(place->name, form.name);
        EXPECT_EQ(place->books != nullptr,
                  form.kind >= Kind::kDirectory && form.kind != Kind::kNotice);
        EXPECT_TRUE(place->names.empty());
    }
}

TEST(DavPath, ReadsPlacesOfFilesHoweverDeepInBothSpellings) {
    EXPECT_EQ(parse_path("/dav/files/")->kind, Kind::kFileHomes);
    for (const std::string_view home : {"/dav/files/u@e.org", "/dav/u@e.org/files/"}) {
        const auto root = parse_path(home);
        ASSERT_TRUE(root) << home;
        EXPECT_EQ(root->kind, Kind::kFolder);
        EXPECT_EQ(root->user, "u@e.org");
        EXPECT_TRUE(root->names.empty());
    }
    for (const std::string_view path :
         {"/dav/files/u/a%20b/c/d/e/f/g.txt", "/dav/u/files/a%20b/c/d/e/f/g.txt/"}) {
        const auto place = parse_path(path);
        ASSERT_TRUE(place) << path;
        EXPECT_EQ(place->kind, Kind::kFile);
        EXPECT_EQ(place->names, (std::vector<std::string>{"a b", "c", "d", "e", "f", "g.txt"}));
    }
    EXPECT_EQ(parse_path("/dav/addressbooks/files/b/")->kind, Kind::kBook);
    for (const std::string_view path : {"/dav/files/u/../x", "/dav/u/file/"}) {
        EXPECT_FALSE(parse_path(path)) << path;
    }
}

TEST(DavPath, FilesAreAnsweredAsTheyAreAskedForAndInOneEncoding) {
    EXPECT_EQ(parse_path("/dav/files/u@e.org/")->files, "/dav/files/u@e.org/");
    EXPECT_EQ(parse_path("http://any//dav/files/u%40e.org//x?q")->files, "/dav/files/u%40e.org/x/");
    EXPECT_EQ(parse_path("/dav/u%40e.org/files/a@b c/a%40b/%c3%bc")->files,
              "/dav/u%40e.org/files/a@b%20c/a%40b/%C3%BC/");
    EXPECT_EQ(encode_name("a@b@"), "a%40b%40");
    EXPECT_EQ(encode_name("@"), "%40");
    EXPECT_EQ(encode_name("a b"), "a%20b");
}

TEST(DavPath, RefusesWhatIsNoPathOfOurs) {
    for (const std::string_view path :
         {"", "dav/", "/other/", "//other//dav/", "/dav/nothing/", "/dav/addressbooks/u/b/x/y",
          "/dav/principals/u/more/", "/dav/principals/groups/a/b/", "/dav/notifications/",
          "/dav/notifications/u/a/b", "/dav/directory/a/b"}) {
        const auto place = parse_path(path);
        ASSERT_FALSE(place) << path;
        EXPECT_EQ(place.error().code, ErrorCode::kNotFound) << path;
    }
    for (const std::string_view path :
         {"/dav/%", "/dav/%2", "/dav/%zz/", "/dav/%00/", "/dav/%0a/", "/dav/%ff/"}) {
        const auto place = parse_path(path);
        ASSERT_FALSE(place) << path;
        EXPECT_EQ(place.error().code, ErrorCode::kMalformed) << path;
    }
}

TEST(DavPath, WritesEachSegmentInOneSpellingThatIsReadAgain) {
    EXPECT_EQ(encode_segment("a@b.vcf-_~"), "a@b.vcf-_~");
    EXPECT_EQ(encode_segment("a b/%+?#ü"), "a%20b%2F%25%2B%3F%23%C3%BC");
    for (const std::string_view text : {"", "a b/%+?#ü", "\xf0\x9f\x98\x80", "&<>\"'"}) {
        const auto decoded = decode_segment(encode_segment(text));
        ASSERT_TRUE(decoded);
        EXPECT_EQ(*decoded, text);
    }
    EXPECT_EQ(principal_path("u@e.org"), "/dav/principals/u@e.org/");
    EXPECT_EQ(home_path(*book_classes()[0], "ü"), "/dav/addressbooks/%C3%BC/");
}

}  // namespace
}  // namespace syncgate::dav
