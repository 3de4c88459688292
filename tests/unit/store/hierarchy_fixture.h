// Generations of folders as a device was sent them: written and read back.
#pragma once

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {

class HierarchyTest : public StoreTest {
  protected:
    void save(const std::vector<HierarchyRow>& generations) {
        ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
            return note.save_hierarchy(kDevice, note.hierarchy(kDevice), generations);
        }));
    }
    std::vector<HierarchyRow> load() {
        auto found = account_->read([](const Snapshot& s) -> Result<std::vector<HierarchyRow>> {
            return s.hierarchy(kDevice);
        });
        EXPECT_TRUE(found);
        return *found;
    }
    static HierarchyRow generation(std::int64_t key, std::vector<SentFolder> folders) {
        return {key, std::move(folders), 1, 1};
    }
    static std::vector<SentFolder> many(Modseq modseq_of_one) {
        std::vector<SentFolder> folders;
        for (CollectionId id = 1; id <= 5000; ++id) {
            folders.push_back({id, id == 2500 ? modseq_of_one : id});
        }
        return folders;
    }

    static constexpr DeviceNumber kDevice = 1;
};

}  // namespace syncgate::store
