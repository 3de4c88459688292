#include "store/account_file.h"

#include "store/failure.h"
#include "store/intents.h"
#include "store/schema.h"
#include "store/sqlite/database.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kIdleReaders = 4;

struct FixedFolder {
    Role role;
    std::string_view name;
};

constexpr FixedFolder kFixedFolders[] = {
    {Role::kInbox, "Inbox"},   {Role::kSent, "Sent"},           {Role::kTrash, "Trash"},
    {Role::kDrafts, "Drafts"}, {Role::kTemplates, "Templates"}, {Role::kSpam, "Spam?"},
};

}  // namespace

AccountFile::AccountFile(const std::filesystem::path& folder, AccountId id, std::string address,
                         Services services)
    : id_(id),
      address_(std::move(address)),
      file_(folder / "store.db"),
      services_(services),
      blobs_(folder / "blobs") {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw StoreFailure({ErrorCode::kUnavailable, folder.string() + ": " + error.message()});
    }
    auto connection = sqlite::open(file_, true);
    migrate_account(*connection);
    run(*connection,
        "INSERT INTO account(account, modseq, last_collection, last_object, last_key, last_intent,"
        " last_device) VALUES($1, 0, 0, 0, 0, 0, 0) ON CONFLICT(account) DO NOTHING",
        id_);
    writer_ = std::make_unique<Writer>(
        std::move(connection), id_, blobs_, services_.clock,
        Writer::Hooks{[this] {
                          if (auto added = services_.directory.add_due(id_, services_.clock.now());
                              !added) {
                              throw StoreFailure(added.error());
                          }
                      },
                      [this](const Scope& scope) { announce(scope); }});
    make_fixed_folders();
}

AccountFile::~AccountFile() = default;

void AccountFile::make_fixed_folders() {
    const auto made = do_write([](Change& change) {
        if (change.modseq() != 0) {
            return false;
        }
        for (const auto& folder : kFixedFolders) {
            change.add_collection(ItemClass::kMail, 0, folder.role, folder.name);
        }
        return true;
    });
    if (!made) {
        throw StoreFailure(made.error());
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

std::unique_ptr<Connection> AccountFile::take_reader() {
    {
        const std::lock_guard lock(readers_mutex_);
        if (!readers_.empty()) {
            auto reader = std::move(readers_.back());
            readers_.pop_back();
            return reader;
        }
    }
    return sqlite::open(file_, false);
}

void AccountFile::give_back(std::unique_ptr<Connection> reader) {
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
            Scope scope{*reader, id_, blobs_, services_.clock, 0, {}, {}, false};
            reader->begin_read();
            try {
                f(Snapshot(scope));
            } catch (...) {
                reader->rollback();
                throw;
            }
            reader->rollback();
        }
        give_back(std::move(reader));
        return {};
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

Result<void> AccountFile::do_note(const std::function<bool(Note&)>& f) {
    auto done = writer_->run([&](Scope& scope) {
        Note note(scope);
        return f(note);
    });
    return done.error ? Result<void>(*std::move(done.error)) : Result<void>();
}

Result<void> AccountFile::do_write(const std::function<bool(Change&)>& f) {
    auto done = writer_->run([&](Scope& scope) {
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
