#include "store/directory_database.h"

#include "store/schema.h"
#include "store/sqlite/database.h"

namespace syncgate::store {

DirectoryDatabase::DirectoryDatabase(const std::filesystem::path& file)
    : writer_(sqlite::open(file, true)) {
    migrate_directory(*writer_);
    reader_ = sqlite::open(file, false);
}

}  // namespace syncgate::store
