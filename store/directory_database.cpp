#include "store/directory_database.h"

#include "store/schema.h"
#include "store/sqlite/database.h"

namespace syncgate::store {

DirectoryDatabase::DirectoryDatabase(const std::filesystem::path& file,
                                     std::function<void()> changed)
    : changed_(std::move(changed)), writer_(sqlite::open(file, true)) {
    migrate_directory(*writer_);
    reader_ = sqlite::open(file, false);
}

}  // namespace syncgate::store
