#include "tests/unit/formats/wbxml/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "formats/wbxml/element.h"
#include "tests/unit/formats/wbxml/round_trip.h"

namespace syncgate::wbxml {
namespace {

#define SKIP_WITHOUT_CORPORA(files)                          \
    if ((files).empty()) {                                   \
        GTEST_SKIP() << "no corpora in " << shared_folder(); \
    }

// Two documents in a row, as an Android phone once sent them.
constexpr std::string_view kTwoRoots = "activesync-016.wbxml";

// Written with <PhoneNumber> as STR_I "": we write the token alone.
constexpr std::string_view kEmptyText[] = {"activesync-003.wbxml", "activesync-008.wbxml"};

TEST(Corpus, EveryWholeDocumentIsReadAndWrittenToTheSameBytes) {
    const auto files = corpus_documents();
    SKIP_WITHOUT_CORPORA(files);
    std::size_t read = 0;
    for (const auto& path : files) {
        SCOPED_TRACE(path);
        const std::string name = path.filename();
        const std::string bytes = read_file(path);
        const auto root = parse(bytes);
        if (name == kTwoRoots) {
            EXPECT_FALSE(root);
            continue;
        }
        ASSERT_TRUE(root) << root.error().detail;
        ++read;
        const bool same = write(*root) == bytes;
        const bool expected =
            std::find(std::begin(kEmptyText), std::end(kEmptyText), name) == std::end(kEmptyText);
        EXPECT_EQ(same, expected);
        EXPECT_EQ(round_trip(bytes), Outcome::kCameBack);
    }
    EXPECT_GE(read, 150U);
}

// The vectors of go-vectors that are whole for us, by the number in their names. 2 is called an
// unknown tag there and is Version, 0x11 of page 0; 10, 16, 20, 22 and others are small but sound.
constexpr std::string_view kSound[] = {"-2.wbxml",  "-4.wbxml",  "-10.wbxml", "-15.wbxml",
                                       "-16.wbxml", "-17.wbxml", "-18.wbxml", "-19.wbxml",
                                       "-20.wbxml", "-21.wbxml", "-22.wbxml"};

TEST(Corpus, VectorsOfOtherCodecsAreTakenOrRefusedAsTheyShouldBe) {
    const auto files = corpus_files("go-vectors");
    SKIP_WITHOUT_CORPORA(files);
    EXPECT_EQ(files.size(), 25U);
    for (const auto& path : files) {
        const std::string name = path.filename();
        const bool sound = std::any_of(std::begin(kSound), std::end(kSound),
                                       [&](auto suffix) { return name.ends_with(suffix); });
        const auto outcome = round_trip(read_file(path));
        EXPECT_EQ(outcome, sound ? Outcome::kCameBack : Outcome::kRefused) << name;
    }
}

// Pieces without a header; these have several roots, the others are one element.
constexpr std::string_view kSeveralRoots[] = {"allday_appointment.wbxml",
                                              "meeting_request_one.wbxml"};

TEST(Corpus, FragmentsAreRefusedUntilTheyHaveAHeader) {
    const auto files = corpus_files("fragments");
    SKIP_WITHOUT_CORPORA(files);
    for (const auto& path : files) {
        SCOPED_TRACE(path);
        const std::string fragment = read_file(path);
        EXPECT_EQ(round_trip(fragment), Outcome::kRefused);
        const bool several = std::find(std::begin(kSeveralRoots), std::end(kSeveralRoots),
                                       path.filename().string()) != std::end(kSeveralRoots);
        const std::string document = std::string("\x03\x01\x6a\x00", 4) + fragment;
        EXPECT_EQ(round_trip(document), several ? Outcome::kRefused : Outcome::kCameBack);
    }
}

// A folder for the inputs that gen.py makes, gone at the end.
class HostileFolder {
  public:
    HostileFolder() {
        std::string pattern = std::filesystem::temp_directory_path() / "wbxml-hostile-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
        const auto generator = shared_folder() / "corpora" / "hostile" / "gen.py";
        const std::string command =
            "python3 '" + generator.string() + "' '" + path_.string() + "' >/dev/null";
        made_ = std::filesystem::exists(generator) &&
                std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
    }
    ~HostileFolder() { std::filesystem::remove_all(path_); }
    HostileFolder(const HostileFolder&) = delete;
    HostileFolder& operator=(const HostileFolder&) = delete;

    [[nodiscard]] bool made() const { return made_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    bool made_ = false;
};

// Odd, but nothing is wrong with them.
constexpr std::string_view kHarmless[] = {"opaque-zero.wbxml", "switch-page-loop.wbxml",
                                          "sync-10000-collections.wbxml", "synckey-1MiB.wbxml"};

void expect_refused_quickly(const std::filesystem::path& path) {
    SCOPED_TRACE(path);
    const bool harmless = std::find(std::begin(kHarmless), std::end(kHarmless),
                                    path.filename().string()) != std::end(kHarmless);
    const std::string bytes = read_file(path);
    const auto before = std::clock();
    EXPECT_EQ(round_trip(bytes), harmless ? Outcome::kCameBack : Outcome::kRefused);
    EXPECT_LT(std::clock() - before, 5 * CLOCKS_PER_SEC);  // sanitizers are slow
}

TEST(Corpus, HostileInputIsAnsweredQuickly) {
    const HostileFolder folder;
    if (!folder.made()) {
        GTEST_SKIP() << "no corpora in " << shared_folder();
    }
    std::size_t count = 0;
    for (const auto& from :
         {folder.path() / "wbxml", shared_folder() / "corpora/hostile/public/libwbxml-fuzz"}) {
        for (const auto& entry : std::filesystem::directory_iterator(from)) {
            expect_refused_quickly(entry.path());
            ++count;
        }
    }
    EXPECT_GE(count, 39U);
}

}  // namespace
}  // namespace syncgate::wbxml
