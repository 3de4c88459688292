#include "store/blobs.h"

#include <fstream>

#include <gmock/gmock.h>

#include "formats/digest/sha256.h"
#include "store/failure.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;

constexpr std::string_view kBytes = "a message";

class BlobsTest : public testing::Test {
  protected:
    Blobs opened() {
        return Blobs(folder_.path() / "blobs", [this](const std::filesystem::path& folder) {
            if (disk_fails_) {
                throw StoreFailure({ErrorCode::kUnavailable, "the disk"});
            }
            synced_.push_back(folder);
        });
    }
    std::vector<std::filesystem::path> take_synced() { return std::exchange(synced_, {}); }

    TempFolder folder_;
    std::filesystem::path root_ = folder_.path() / "blobs";
    std::string hash_ = digest::sha256(kBytes);
    std::filesystem::path leaf_ = root_ / "a1";
    bool disk_fails_ = false;
    std::vector<std::filesystem::path> synced_;

    void SetUp() override {
        opened().write(hash_, kBytes);
        leaf_ = take_synced().front();
    }
};

TEST_F(BlobsTest, AFileThatIsThereIsMadeDurableBeforeItCounts) {
    // Left by a process that was killed between the rename and the fsync of the folder.
    opened().write(hash_, kBytes);
    EXPECT_THAT(take_synced(), ElementsAre(leaf_, root_, folder_.path()));
    disk_fails_ = true;
    EXPECT_THROW(opened().write(hash_, kBytes), StoreFailure);
}

TEST_F(BlobsTest, AFolderIsMadeDurableThoughTheWriteThatMadeItFailed) {
    auto blobs = opened();
    std::filesystem::remove_all(root_);
    disk_fails_ = true;
    EXPECT_THROW(blobs.write(hash_, kBytes), StoreFailure);
    disk_fails_ = false;
    std::filesystem::remove(leaf_ / std::filesystem::directory_iterator(leaf_)->path().filename());
    blobs.write(hash_, kBytes);
    EXPECT_THAT(take_synced(), ElementsAre(leaf_, root_, folder_.path()));
}

TEST_F(BlobsTest, AFolderKnownToBeDurableIsNotSyncedAgain) {
    auto blobs = opened();
    blobs.write(hash_, kBytes);
    take_synced();
    blobs.write(hash_, kBytes);
    EXPECT_THAT(take_synced(), ElementsAre(leaf_));
}

TEST_F(BlobsTest, FilesAreListedWithWhatWasNeverFinished) {
    std::ofstream(leaf_ / "00ff.new") << "half";
    int finished = 0;
    int unfinished = 0;
    for (const auto& file : opened().files()) {
        (file.hash == hash_ ? finished : unfinished) += 1;
    }
    EXPECT_EQ(finished, 1);
    EXPECT_EQ(unfinished, 1);
}

}  // namespace
}  // namespace syncgate::store
