#include "store/sqlite/joined_log.h"

#include <new>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "store/failure.h"

namespace syncgate::store::sqlite {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;

int write_through(sqlite3_file* file, std::string_view bytes, sqlite3_int64 at) {
    return file->pMethods->xWrite(file, bytes.data(), static_cast<int>(bytes.size()), at);
}

// What a thread holds back of the log that it writes.
class Piece {
  public:
    void begin() { holding_ = true; }
    void end() {
        holding_ = false;
        held_.clear();
    }

    int write(sqlite3_file* file, std::string_view bytes, sqlite3_int64 at) {
        if (!holding_) {
            return write_through(file, bytes, at);
        }
        if (file != file_ || at != at_ + static_cast<sqlite3_int64>(held_.size())) {
            if (const int result = flush(); result != SQLITE_OK) {
                return result;
            }
            file_ = file;
            at_ = at;
        }
        held_.reserve(kPiece);
        held_ += bytes;
        return held_.size() + bytes.size() > kPiece ? flush() : SQLITE_OK;
    }

    int flush() {
        if (held_.empty()) {
            return SQLITE_OK;
        }
        const int result = write_through(file_, held_, at_);
        at_ += static_cast<sqlite3_int64>(held_.size());
        held_.clear();
        return result;
    }

  private:
    bool holding_ = false;
    sqlite3_file* file_ = nullptr;  // the system's
    sqlite3_int64 at_ = 0;
    std::string held_;
};

thread_local Piece piece;

// A log's file, in memory that SQLite gives (szOsFile bytes). The system's own stands behind it.
sqlite3_file* own(sqlite3_file* file) {
    return file + 1;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    try {
        return piece.write(own(file),
                           {static_cast<const char*>(bytes), static_cast<std::size_t>(size)}, at);
    } catch (const std::bad_alloc&) {
        return SQLITE_IOERR_NOMEM;
    }
}

template <auto Method, class... Args>
int pass(sqlite3_file* file, Args... args) {
    return (own(file)->pMethods->*Method)(own(file), args...);
}

// What must find in the file all that was written.
template <auto Method, class... Args>
int flush_and_pass(sqlite3_file* file, Args... args) {
    const int result = piece.flush();
    return result == SQLITE_OK ? pass<Method>(file, args...) : result;
}

using Methods = sqlite3_io_methods;
constexpr Methods kLogMethods = [] {
    Methods methods{};
    methods.iVersion = 1;  // shared memory and maps belong to the database's file
    methods.xClose = pass<&Methods::xClose>;
    methods.xRead = flush_and_pass<&Methods::xRead, void*, int, sqlite3_int64>;
    methods.xWrite = write;
    methods.xTruncate = flush_and_pass<&Methods::xTruncate, sqlite3_int64>;
    methods.xSync = flush_and_pass<&Methods::xSync, int>;
    methods.xFileSize = flush_and_pass<&Methods::xFileSize, sqlite3_int64*>;
    methods.xLock = pass<&Methods::xLock, int>;
    methods.xUnlock = pass<&Methods::xUnlock, int>;
    methods.xCheckReservedLock = pass<&Methods::xCheckReservedLock, int*>;
    methods.xFileControl = pass<&Methods::xFileControl, int, void*>;
    methods.xSectorSize = pass<&Methods::xSectorSize>;
    methods.xDeviceCharacteristics = pass<&Methods::xDeviceCharacteristics>;
    return methods;
}();

sqlite3_vfs* system_vfs = nullptr;  // set once, before the first file

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
    if ((flags & SQLITE_OPEN_WAL) == 0) {
        return system_vfs->xOpen(system_vfs, name, file, flags, flags_out);
    }
    const int result = system_vfs->xOpen(system_vfs, name, own(file), flags, flags_out);
    // What has methods is closed, also when it could not be opened.
    file->pMethods = own(file)->pMethods == nullptr ? nullptr : &kLogMethods;
    return result;
}

}  // namespace

void join_log_writes() {
    static sqlite3_vfs vfs;
    system_vfs = sqlite3_vfs_find(nullptr);
    if (system_vfs == nullptr) {
        throw StoreFailure({ErrorCode::kUnavailable, "sqlite: no VFS"});
    }
    vfs = *system_vfs;  // the same functions with the same data, but for open()
    vfs.zName = "syncgate";
    vfs.szOsFile += static_cast<int>(sizeof(sqlite3_file));
    vfs.xOpen = open;
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) {
        throw StoreFailure({ErrorCode::kUnavailable, "sqlite: no VFS can be registered"});
    }
}

JoinedCommit::JoinedCommit() {
    piece.begin();
}

JoinedCommit::~JoinedCommit() {
    piece.end();
}

}  // namespace syncgate::store::sqlite
