// An account with something in every table, and backups of its store.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/backup.h"
#include "store/collected.h"
#include "store/copying.h"
#include "store/files.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {

class BackupTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        id_ = account_->id();
        inbox_ = folder(*account_, Role::kInbox);
        fill();
    }
    // Something in every table of an account that a device and a person fill.
    void fill() {
        ASSERT_TRUE(store_->directory().add_alias(id_, "alias@example.org"));
        ASSERT_TRUE(deliver(*account_, clock_, {.message = "Subject: small\r\n\r\n"}));
        ASSERT_TRUE(deliver(*account_, clock_,
                            {.message = "Subject: large\r\n\r\n" + std::string(100'000, 'x')}));
        auto written = account_->write([&](Change& change) -> Result<bool> {
            NewObject object;
            object.bytes = odd_;
            object.preview = std::string("a\0b\xff", 4);
            NewItem item;
            item.object = change.add_object(object);
            item.name = "one";
            item.native_uid = "uid";
            item.keywords = "Work";
            const Uid uid = change.add_item(inbox_, item);
            change.keep_version(*change.item(inbox_, uid), Loss::kOverwritten, 1);
            change.set_layer({}, {ItemClass::kNote, 0, 0}, false);
            change.begin_received(77, 5, kNow + 1000);
            const auto device = change.ensure_device("D1", "Phone");
            Line line;
            line.points.push_back({change.next_key(), {1, 2}, {3, 4}, {5, 6}, "rest"});
            line.confirmed = line.points[0].key;
            line.options = "options";
            EXPECT_TRUE(change.save_line(device.number, inbox_, line));
            EXPECT_TRUE(change.save_hierarchy(device.number, {},
                                              {{change.next_key(), {{inbox_, 1}}, 1, 1}}));
            change.remember(device.number, "send", "key", "200", kNow + 1000);
            change.set_tag({"Work", "Work", "#ff0000"});
            collect_addresses(change, std::vector<Correspondent>{{"a@b.example", "A"}});
            change.set_quota(1'000'000'000, std::nullopt);
            fill_files(change);
            return true;
        });
        ASSERT_TRUE(written) << written.error().detail;
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.set_object(inbox_, 1, change.item(inbox_, 1)->object, 5);
            return change.remove_item(inbox_, 2) && deliver_again(change);
        }));
    }
    // A folder with a small file and a large one, with what is said of both and of the root.
    void fill_files(Change& change) {
        const FileId folder = *add_folder(change, {kRootFolder, "folder"});
        const FileId small = *put_file(change, {folder, "small"}, std::nullopt, odd_, "text/x");
        ASSERT_TRUE(put_file(change, {folder, "large"}, std::nullopt, octets_, ""));
        for (const FileId id : {kRootFolder, folder, small}) {
            set_file_property(change, id, "{x}p", "of " + std::to_string(id));
        }
    }
    // "folder/small text/x: ..." and what is said, of all files.
    static std::vector<std::string> all_files(Account& account) {
        return *account.read([&](const Snapshot& s) -> Result<std::vector<std::string>> {
            std::vector<std::string> found;
            list_files(s, kRootFolder, "/", found);
            return found;
        });
    }
    static void list_files(const Snapshot& s, FileId folder, const std::string& path,
                           std::vector<std::string>& found) {
        const auto said = [&](FileId id) {
            std::string all;
            for (const auto& each : file_properties(s, id)) {
                all += " " + each.name + "=" + each.value;
            }
            return all;
        };
        found.push_back(path + said(folder));
        for (const auto& each : files_in(s, folder, "", 10)) {
            if (each.is_folder) {
                list_files(s, each.id(), path + each.resource.name + "/", found);
            } else {
                found.push_back(path + each.resource.name + " " + each.type + ": " +
                                s.bytes(each.resource.object, 0, each.resource.size) +
                                said(each.id()));
            }
        }
    }
    // The large text once more, so that it is there.
    bool deliver_again(Change& change) {
        NewItem item;
        item.object = change.add_object(index_mail(large_));
        change.add_item(inbox_, item);
        return true;
    }
    void close() {
        account_.reset();
        store_.reset();
    }
    void reopen() {
        open();
        account_ = *store_->account(id_);
    }

    StorePlace here() { return {folder_.path(), database_.conninfo()}; }
    std::filesystem::path at(const std::string& name) { return out_.path() / name; }
    Result<CopiedStore> backup(const std::string& name, const std::string& address = "") {
        return back_up(here(), at(name), address, clock_, {});
    }
    std::uint32_t validity(Account& account) {
        return *account.read([&](const Snapshot& s) -> Result<std::uint32_t> {
            return s.collection(inbox_)->uidvalidity;
        });
    }
    static Sums sums(const StorePlace& place, AccountId account) {
        const auto engine = open_source(place);
        const auto opened = engine->open_account(account);
        const Transaction read(opened->database(), Transaction::Kind::kRead, account);
        return sum_account({*read, account, opened->blobs()});
    }
    static Sums directory_sums(const StorePlace& place) {
        const auto engine = open_source(place);
        std::set<AccountId> all;
        for (const auto& each : accounts_of(*engine)) {
            all.insert(each.id);
        }
        const Transaction read(engine->directory(), Transaction::Kind::kRead, 0);
        return sum_directory(*read, all);
    }
    template <class T>
    static std::optional<ErrorCode> error(const Result<T>& result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }
    Result<CopiedAccount> restore(const std::string& name, AccountRestore what) {
        return restore_account(at(name), here(), what, Accept::kUnchanged);
    }
    std::int64_t next_key(Account& account) {
        return *account.note([](Note& note) -> Result<std::int64_t> { return note.next_key(); });
    }
    Modseq modseq() {
        return *account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    }
    static std::vector<std::string> problems(Account& account) {
        return *account.read(
            [](const Snapshot& s) -> Result<std::vector<std::string>> { return s.problems(); });
    }

    const std::string odd_ = std::string("\0\xff odd", 6);
    const std::string octets_ = std::string(100'000, '\0') + "\xff";
    const std::string large_ = "Subject: large\r\n\r\n" + std::string(100'000, 'y');
    TempFolder out_;
    AccountId id_ = 0;
    CollectionId inbox_ = 0;
};

}  // namespace syncgate::store
