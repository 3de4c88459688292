// A random world around the real engine: deliveries, changes of others, devices of four versions
// that change them,
// lost, repeated, late and parallel messages, time, ends of the process in good order and without.
// After every exchange the device is held to the invariants of docs/sync-engine.md. But for
// parallel requests every seed can be run again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "protocols/activesync/sync/server_id.h"
#include "tests/twin/dice.h"
#include "tests/twin/host.h"
#include "tests/twin/ledger.h"
#include "tests/twin/others.h"
#include "tests/twin/phone.h"

namespace syncgate::twin {

class World {
  public:
    // `parallel`: some steps send two requests at once, each from a thread of its own.
    // `database`: a PostgreSQL cluster's conninfo; "": SQLite files in the folder.
    World(std::uint64_t seed, const std::filesystem::path& folder, const std::string& database,
          bool parallel);

    void step();  // throws Violation
    // No more faults: every device comes to rest and equals the server's window.
    void rest();

    [[nodiscard]] const std::map<std::string, long>& counts() const { return counts_; }

  private:
    enum class Faults { kNone, kAny };
    enum class Look { kCompare, kPass };

    // -- one phone
    void phone_step(double what);
    void edit(Phone& phone, const std::string& folder);
    SyncRequest request_for(Phone& phone, const std::string& folder, Faults faults);
    // Whether more is to come.
    bool sync(Phone& phone, const std::string& folder, Faults faults);
    bool kill_during(Phone& phone, const SyncRequest& request);
    // Reads an answer; whether more is to come.
    bool take(Phone& phone, const SyncRequest& request, const Phone::Answer& answer, Look look);
    // A key may be used by one repeated request: two of them may push a live key out.
    bool may_repeat(const Phone& phone, const SyncRequest& request);
    void late();
    void move(Phone& phone, const std::string& folder);
    void move_conversation(Phone& phone, const std::string& folder);
    void ping(Phone& phone, const std::string& folder);
    void rest(Phone& phone, const std::string& folder);

    // Upkeep; who was away for a month may have to start its folders anew.
    void keep_up();
    // Longer than changes are kept; some phones show up in between.
    void months_pass();
    void switch_mail(Phone& phone);
    void change_version(Phone& phone);

    // -- folders (world_folders.cpp)
    // The phone is told of all folders, and has what the server has.
    void folder_sync(Phone& phone);
    // A folder command of the phone's user, perhaps with a fault.
    void change_folder(Phone& phone);
    FolderRequest folder_request(Phone& phone);
    void lose_answer(Phone& phone, const FolderRequest& request, const FolderAnswer& answer);
    void take(Phone& phone, const FolderRequest& request, const FolderAnswer& answer);
    void late_folder();
    void note_deletion(const Phone& phone, const FolderRequest& request);

    // -- two requests at once (world_parallel.cpp)
    void parallel_step(Phone& phone, const std::string& folder);
    void repeat_at_once(Phone& phone, const std::string& folder);
    void two_folders_at_once(Phone& phone, const std::string& folder);
    void two_phones_at_once(Phone& phone, const std::string& folder);
    void folder_command_twice_at_once(Phone& phone);

    // -- the server's truth (world_truth.cpp)
    void compare(const Phone& phone, const std::string& folder);
    void check_marks(const Phone& phone, const std::string& folder);
    // Whether the point sent last and the window are those that this phone has.
    bool is_newest(const Phone& phone, const std::string& folder);
    void check_tree(const Phone& phone);
    void check_ledger();
    // Of an item by its ServerId; "" where it is gone, or of none.
    std::string conversation_at(const std::string& item);
    std::vector<activesync::ItemId> received(const std::string& conversation);
    bool is_there(const std::string& folder);
    void note_deletions(const SyncRequest& request);

    Dice dice_;
    FakeClock clock_;
    Host host_;
    Ledger ledger_;
    Others others_;
    bool parallel_;
    std::vector<Phone> phones_;
    struct Late {
        std::size_t phone;
        SyncRequest request;
    };
    std::vector<Late> late_;
    struct LateFolder {
        std::size_t phone;
        FolderRequest request;
        UnixSeconds sent;
    };
    std::vector<LateFolder> late_folders_;
    std::set<std::string> repeated_;
    std::set<std::string> left_behind_;  // phone and folder
    std::map<std::string, long> counts_;
    long client_ids_ = 0;
    long folder_names_ = 0;
};

}  // namespace syncgate::twin
