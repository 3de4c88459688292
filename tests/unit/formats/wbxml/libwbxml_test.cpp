// Two codecs that know nothing of each other agree.
#include "tests/unit/formats/wbxml/libwbxml.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"
#include "tests/unit/formats/wbxml/corpus.h"
#include "tests/unit/formats/wbxml/random_document.h"

namespace syncgate::wbxml {
namespace {

// Names of libwbxml 0.11.8 that are no alias.
struct OtherName {
    Tag tag;
    std::string_view name;
};

constexpr OtherName kOtherNames[] = {
    {email::kReplyTo, "Reply-To"},
    {provision::kRequireStorageCardEncryption, "DeviceEncryptionEnabled"},
    {compose_mail::kMime, "MIME"},
};

// What it lacks, besides all of Find.
constexpr Tag kLacking[] = {
    calendar::kAttachment,
    calendar::kAttachments,
    calendar::kAttName,
    calendar::kAttSize,
    calendar::kAttOid,
    calendar::kAttMethod,
    calendar::kAttRemoved,
    calendar::kDisplayName,
    meeting_response::kProposedStartTime,
    meeting_response::kProposedEndTime,
    provision::kAccountOnlyRemoteWipe,
    compose_mail::kType,
};

bool is_lacking(Tag tag) {
    return tag.page == find::kFind.page ||
           std::find(std::begin(kLacking), std::end(kLacking), tag) != std::end(kLacking);
}

bool is_name_of(const CodePageRow& row, const std::string& name) {
    const auto* other = std::find_if(std::begin(kOtherNames), std::end(kOtherNames),
                                     [&](const OtherName& named) { return named.tag == row.tag; });
    if (other != std::end(kOtherNames)) {
        return name == other->name;
    }
    return name == row.name ||
           std::find(row.aliases.begin(), row.aliases.end(), name) != row.aliases.end();
}

TEST(Libwbxml, NamesEveryTagAsTheTableDoes) {
    for (const auto& row : code_page_rows()) {
        SCOPED_TRACE(row.xml_namespace + ":" + row.name);
        const auto& theirs = name_by_libwbxml(row.tag);
        ASSERT_EQ(theirs.known, !is_lacking(row.tag));
        if (theirs.known) {
            EXPECT_EQ(theirs.xml_namespace,
                      row.tag.page == gal::kData.page ? "Gal:" : row.xml_namespace + ":");
            EXPECT_TRUE(is_name_of(row, theirs.name)) << theirs.name;
        }
    }
}

TEST(Libwbxml, ReadsEveryDocumentOfTheCorporaAsWeDo) {
    const auto files = corpus_documents();
    if (files.empty()) {
        GTEST_SKIP() << "no corpora in " << shared_folder();
    }
    std::size_t compared = 0;
    for (const auto& path : files) {
        SCOPED_TRACE(path);
        const std::string bytes = read_file(path);
        const auto root = parse(bytes);
        if (!root || !can_judge_by_libwbxml(*root)) {
            continue;
        }
        EXPECT_EQ(xml_by_libwbxml(bytes), as_libwbxml_writes(*root));
        EXPECT_EQ(xml_by_libwbxml(write(*root)), as_libwbxml_writes(*root));
        ++compared;
    }
    EXPECT_GE(compared, 150U);
}

std::vector<Tag> tags_of_libwbxml() {
    std::vector<Tag> tags;
    for (const Tag tag : all_tags()) {
        if (!is_lacking(tag)) {
            tags.push_back(tag);
        }
    }
    return tags;
}

TEST(Libwbxml, ReadsRandomDocumentsAsWeDo) {
    const auto tags = tags_of_libwbxml();
    std::size_t judged = 0;
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        SCOPED_TRACE(seed);
        RandomDocument random(seed, tags);
        const Element tree = random.tree();
        if (!can_judge_by_libwbxml(tree)) {
            continue;
        }
        ++judged;
        const std::string expected = as_libwbxml_writes(tree);
        ASSERT_EQ(xml_by_libwbxml(write(tree)), expected) << dump(tree);
        ASSERT_EQ(xml_by_libwbxml(random.write_somehow(tree)), expected) << dump(tree);
    }
    EXPECT_GT(judged, 4900U);
}

// The first pair of leaves that differ, or "".
std::string difference(const Element& a, const Element& b) {
    if (a == b) {
        return "";
    }
    for (std::size_t i = 0; i < std::min(a.children().size(), b.children().size()); ++i) {
        if (auto below = difference(a.children()[i], b.children()[i]); !below.empty()) {
            return below;
        }
    }
    return dump(a) + dump(b);
}

TEST(Libwbxml, WritesWhatWeRead) {
    const auto tags = tags_of_libwbxml();
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        SCOPED_TRACE(seed);
        const Element tree = RandomDocument(seed, tags).tree_of_text();
        if (!can_judge_by_libwbxml(tree)) {
            continue;
        }
        const auto document = document_by_libwbxml(as_libwbxml_writes(tree));
        ASSERT_TRUE(document);
        const auto read = parse(*document);
        ASSERT_TRUE(read) << read.error().detail;
        ASSERT_EQ(difference(*read, tree), "");
    }
}

}  // namespace
}  // namespace syncgate::wbxml
