#include "store/account_file.h"

#include <sys/stat.h>

#include "store/disk.h"
#include "store/failure.h"
#include "store/folder_rules.h"
#include "store/intents.h"
#include "store/schema.h"
#include "store/sqlite/database.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kIdleReaders = 4;

// Database and log of a connection; the first of an account holds the shared index as well.
constexpr std::size_t kFilesOfReader = 2;
constexpr std::size_t kFilesOfWriter = 3;

constexpr std::string_view kExpired =
    "SELECT 1 FROM request WHERE account = $1 AND until <= $2"
    " UNION ALL SELECT 1 FROM intent_done WHERE account = $1 AND until <= $2 LIMIT 1";

}  // namespace

class AccountFile::Reader {
  public:
    Reader(const std::filesystem::path& file, std::atomic<std::size_t>& files)
        : connection(sqlite::open(file, false)), count_(files, kFilesOfReader) {}
    std::unique_ptr<Connection> connection;

  private:
    FileCount count_;
};

AccountFile::AccountFile(const std::filesystem::path& folder, AccountId id, std::string address,
                         Mode mode, Services services)
    : id_(id),
      address_(std::move(address)),
      file_(folder / "store.db"),
      services_(services),
      blobs_(folder / "blobs"),
      files_(services.files, kFilesOfWriter) {
    if (mode == Mode::kMake) {
        make_folder();
    }
    auto connection = sqlite::open(file_, mode == Mode::kMake);
    if (mode == Mode::kOpen) {
        require_row(*connection);
    }
    migrate_account(*connection);
    writer_ = std::make_unique<Writer>(
        std::move(connection), id_, blobs_, services_.clock,
        Writer::Hooks{[this] {
                          if (auto added = services_.directory.add_due(id_, services_.clock.now());
                              !added) {
                              throw StoreFailure(added.error());
                          }
                      },
                      [this](const Scope& scope) { announce(scope); }});
    if (mode == Mode::kMake) {
        make_row_and_folders();
        sync_folder(folder);
        sync_folder(folder.parent_path());
    } else {
        (void)forget_expired();  // a full disk keeps nobody from reading; it is tried again
    }
}

AccountFile::~AccountFile() = default;

void AccountFile::make_folder() {
    const auto folder = file_.parent_path();
    if (mkdir(folder.c_str(), 0700) != 0) {
        throw_errno("mkdir", folder);
    }
}

// A file that is empty, or another account's, would be filled up to an empty mailbox.
void AccountFile::require_row(Connection& connection) {
    if (!find_integer(connection, "SELECT 1 FROM account_state WHERE account = $1", id_)) {
        throw StoreFailure(
            {ErrorCode::kUnavailable,
             file_.string() + " is not the database of account " + std::to_string(id_)});
    }
}

void AccountFile::make_row_and_folders() {
    const auto made = writer_->run([&](Scope& scope) {
        run(scope.db,
            "INSERT INTO account_state(account, modseq, last_collection, last_object, last_key,"
            " last_intent, last_device) VALUES($1, 0, 0, 0, 0, 0, 0)",
            id_);
        Change change(scope);
        if (auto added = add_fixed_folders(change); !added) {
            throw StoreFailure(added.error());
        }
        return true;
    });
    if (made.error) {
        throw StoreFailure(*made.error);
    }
}

Result<void> AccountFile::forget_expired() {
    const UnixSeconds now = services_.clock.now();
    auto done = writer_->run([&](Scope& scope) {
        if (!find_integer(scope.db, kExpired, id_, now)) {
            return false;
        }
        Note(scope).forget_before(now);
        return true;
    });
    return done.error ? Result<void>(*std::move(done.error)) : Result<void>();
}

void AccountFile::set_retired(bool retired) {
    retired_ = retired;
    (void)writer_->run([](Scope&) { return false; });  // those before it are done
}

void AccountFile::refuse_if_retired() const {
    if (retired_) {
        throw StoreFailure({ErrorCode::kUnavailable, "the account is being deleted"});
    }
}

void AccountFile::announce(const Scope& scope) {
    if (services_.listener == nullptr) {
        return;
    }
    for (const auto collection : scope.touched) {
        services_.listener->changed(id_, collection, scope.modseq);
    }
}

std::unique_ptr<AccountFile::Reader> AccountFile::take_reader() {
    {
        const std::lock_guard lock(readers_mutex_);
        if (!readers_.empty()) {
            auto reader = std::move(readers_.back());
            readers_.pop_back();
            return reader;
        }
    }
    return std::make_unique<Reader>(file_, services_.files);
}

void AccountFile::give_back(std::unique_ptr<Reader> reader) {
    const std::lock_guard lock(readers_mutex_);
    if (readers_.size() < kIdleReaders) {
        readers_.push_back(std::move(reader));
    }
}

Result<void> AccountFile::do_read(const std::function<void(const Snapshot&)>& f) {
    try {
        auto reader = take_reader();
        // A reader that failed is closed instead of given back.
        {
            Connection& connection = *reader->connection;
            Scope scope{connection, id_, blobs_, services_.clock, 0, {}, {}, false};
            scope.rules = services_.rules;
            connection.begin_read();
            try {
                f(Snapshot(scope));
            } catch (...) {
                connection.rollback();
                throw;
            }
            connection.rollback();
        }
        give_back(std::move(reader));
        return {};
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

Result<void> AccountFile::do_note(const std::function<bool(Note&)>& f) {
    auto done = writer_->run([&](Scope& scope) {
        refuse_if_retired();
        scope.rules = services_.rules;
        Note note(scope);
        return f(note);
    });
    return done.error ? Result<void>(*std::move(done.error)) : Result<void>();
}

Result<void> AccountFile::do_write(const std::function<bool(Change&)>& f) {
    auto done = writer_->run([&](Scope& scope) {
        refuse_if_retired();
        scope.rules = services_.rules;
        Change change(scope);
        return f(change);
    });
    if (done.error) {
        return *std::move(done.error);
    }
    if (done.has_intents) {
        carry_out_intents();
    }
    return {};
}

bool AccountFile::carry_out_intents() {
    return carry_out(*this, *writer_, services_.courier, services_.directory);
}

}  // namespace syncgate::store
