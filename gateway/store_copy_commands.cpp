#include "gateway/store_copy_commands.h"

#include <iostream>

#include <sys/stat.h>

#include "gateway/executor.h"
#include "gateway/run_call.h"
#include "gateway/store_place.h"
#include "store/backup.h"

namespace syncgate {
namespace {

// The store of --data and --database, which must be there.
Result<store::StorePlace> place_of(const CommandLine& line) {
    if (std::error_code error; !std::filesystem::is_directory(line.data, error)) {
        return Error{ErrorCode::kNotFound, "no data folder " + line.data.string()};
    }
    auto database = database_of(line.data, line.database);
    if (!database) {
        return database.error();
    }
    return store::StorePlace{line.data, *std::move(database)};
}

// One to be made.
Result<store::StorePlace> new_place(const std::filesystem::path& data,
                                    const std::string& database) {
    mkdir(data.c_str(), 0700);  // it may be there; the store says what is wrong with it
    auto in = database_of(data, database);
    if (!in) {
        return in.error();
    }
    return store::StorePlace{data, *std::move(in)};
}

void print(const store::CopiedAccount& account) {
    std::cout << account.address << ": " << account.items << " items, " << account.texts
              << " texts of " << account.bytes << " bytes, " << account.rows << " rows\n"
              << std::flush;
    for (const auto& problem : account.problems) {
        std::cerr << "syncgate: " << account.address << ": " << problem << "\n";
    }
}

int finished(const Result<store::CopiedStore>& copied, std::string_view done,
             const std::filesystem::path& where) {
    if (!copied) {
        return failed(copied.error().detail);
    }
    if (!copied->is_whole()) {
        return failed("what is named above is not whole; the rest is " + std::string(done) + " " +
                      where.string());
    }
    std::cout << copied->accounts.size() << " accounts " << done << " " << where.string()
              << ", each row and text read back and the same\n";
    return 0;
}

int store_backup(const CommandLine& line) {
    const auto from = place_of(line);
    if (!from) {
        return failed(from.error().detail);
    }
    const SystemClock clock;
    const std::filesystem::path folder = line.arguments[0];
    return finished(store::back_up(*from, folder, line.value("--account"), clock, print),
                    "backed up to", folder);
}

store::Accept accepted(const CommandLine& line) {
    return line.has("--changed") ? store::Accept::kChanged : store::Accept::kUnchanged;
}

// The server's phones are told; without a server there is nobody to tell.
int tell_of(const CommandLine& line, const store::CopiedAccount& account) {
    auto executor = Executor::open(line.data, line.database);
    auto told = executor ? (*executor)->run({"account-touch", {{"account", account.address}}, {}})
                         : Result<std::string>(executor.error());
    if (!told) {
        return failed("restored, but phones that wait could not be told: " + told.error().detail);
    }
    return 0;
}

int restore_one(const CommandLine& line) {
    const auto to = place_of(line);
    if (!to) {
        return failed(to.error().detail);
    }
    const auto done = store::restore_account(
        line.arguments[0], *to,
        {line.value("--account"), line.value("--as"), line.has("--replace")}, accepted(line));
    if (!done) {
        return failed(done.error().detail);
    }
    print(*done);
    return tell_of(line, *done);
}

int store_restore(const CommandLine& line) {
    if (line.has("--account")) {
        return restore_one(line);
    }
    if (line.has("--as") || line.has("--replace")) {
        return failed("--as and --replace are about one account: give --account too");
    }
    const auto to = new_place(line.data, line.database);
    if (!to) {
        return failed(to.error().detail);
    }
    return finished(store::restore_store(line.arguments[0], *to, accepted(line), print),
                    "restored to", line.data);
}

int store_copy(const CommandLine& line) {
    if (!line.has("--to-data")) {
        return failed("store copy: where to? give --to-data DIR");
    }
    const auto from = place_of(line);
    if (!from) {
        return failed(from.error().detail);
    }
    const std::filesystem::path data = line.value("--to-data");
    const auto to = new_place(data, line.value("--to-database"));
    if (!to) {
        return failed(to.error().detail);
    }
    return finished(store::copy_store(*from, *to, print), "copied to", data);
}

constexpr ProgramCommand kCommands[] = {
    {"store backup", "DIR [--account ADDRESS]",
     "copy the store, or one account, while it is served",
     "DIR is made, or is empty; what is in it afterwards is itself a store in files, whatever the\n"
     "store is in, and ends with a manifest: without one it is a backup that was cut off. Each\n"
     "account is as one moment had it. Every row and text is read back and compared. What a\n"
     "damaged store lacks is named, and the rest copied (exit 1). Certificates and auth.key are "
     "not\n"
     "in it.\n\n"
     "Prints a line an account: items, texts and their bytes, rows.\n\n"
     "  syncgate store backup /backup/2026-11-26\n"
     "  syncgate store backup /backup/u1 --account u1@example.org\n",
     "--account=", 1, 1, store_backup},
    {"store restore", "DIR [--account ADDRESS [--replace] [--as ADDRESS]] [--changed]",
     "put a backup back, whole or one account",
     "Without --account: into --data (and --database), which must hold no store; no server runs.\n"
     "With it: into the store of --data, also while it is served. An account that is there is "
     "left\n"
     "alone unless --replace is given, and then keeps its password; --as puts it under another\n"
     "address. One that was deleted comes back with its password and aliases, without what it\n"
     "shared. What was there stays unless all went well. Phones go on from where the backup is;\n"
     "those that are ahead of it sync anew.\n"
     "--changed accepts a backup that somebody served, or checked, since it was made.\n\n"
     "  syncgate --data /var/lib/syncgate store restore /backup/2026-11-26\n"
     "  syncgate store restore /backup/2026-11-26 --account u1@example.org --replace\n"
     "  syncgate store restore /backup/2026-11-26 --account u1@example.org --as old@example.org\n",
     "--account= --replace --as= --changed", 1, 1, store_restore},
    {"store copy", "--to-data DIR [--to-database CONNINFO]",
     "move a store between files and PostgreSQL",
     "Copies the store of --data into another that is empty, each in files or in a PostgreSQL\n"
     "database. No server runs on either meanwhile. Every row and text is read back and compared\n"
     "(exit 1 on a difference). Phones go on without a new sync. Copy certs/ and auth.key by "
     "hand.\n\n"
     "  syncgate --data /var/lib/syncgate store copy --to-data /var/lib/syncgate-pg \\\n"
     "      --to-database 'host=/run/postgresql dbname=syncgate'\n",
     "--to-data= --to-database=", 0, 0, store_copy},
};

}  // namespace

std::span<const ProgramCommand> store_copy_commands() {
    return kCommands;
}

}  // namespace syncgate
