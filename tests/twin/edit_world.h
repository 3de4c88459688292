// A world of devices that write the items of one folder: what is common to contacts and drafts.
// Requests and answers are lost, requests come twice and late, the process ends in good order or by
// kill -9. At rest each device has what the server shows it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "tests/twin/dice.h"
#include "tests/twin/edited_folder.h"
#include "tests/twin/host.h"
#include "tests/twin/phone.h"

namespace syncgate::twin {

// A device at its folder.
struct Writer {
    Phone phone;
    std::string folder;
    EditedFolder copy;
    std::optional<wbxml::Element> supported;  // what it says with key 0
    bool left_behind = false;                 // whether it may have to start anew
    long edits = 0;
};

class EditWorld {
  public:
    virtual ~EditWorld() = default;

    void step();  // throws Violation
    // No more faults: every device comes to rest, and nothing is lost or doubled.
    void rest();

    [[nodiscard]] const std::map<std::string, long>& counts() const { return counts_; }

    EditWorld(const EditWorld&) = delete;
    EditWorld& operator=(const EditWorld&) = delete;

  protected:
    struct Setting {
        std::uint64_t seed = 0;
        const std::filesystem::path& folder;
        const std::string& database;  // as Host has it
        Planted mistake = Planted::kNone;
    };
    EditWorld(const Setting& setting, int other_accounts, std::string item_class);

    // A device of that version, at its folder; `tags`, the elements of an item that count, outlive
    // the world.
    void add_writer(const std::string& id, const std::string& version,
                    std::span<const wbxml::Tag> tags,
                    std::optional<wbxml::Element> supported = std::nullopt);
    // The folder at which its devices are.
    [[nodiscard]] virtual std::string find_folder(const Phone& phone) const = 0;

    // A step of somebody else than the devices' Syncs.
    virtual void others() = 0;
    // The user writes, changes or deletes an item.
    virtual void edit(Writer& writer) = 0;
    // What was answered to an edit.
    virtual void answered(Writer& writer, const Edit& edit, int status) = 0;
    // A request that is about to be sent, now or again.
    virtual void sending(const std::vector<Edit>& edits) = 0;
    // The server's answer; whoever looks at what a request does overrides it.
    virtual Phone::Answer ask(Writer& writer, const SyncRequest& request);
    // How the server shows the item.
    virtual Fields shown(const store::Snapshot& snapshot, const Item& item,
                         const Writer& writer) const = 0;
    // Nothing is lost or doubled.
    virtual void check_all() = 0;
    // Others come to rest, too.
    virtual void rest_others() = 0;

    void rest(Writer& writer);
    void compare(const Writer& writer);
    [[nodiscard]] long next_number() { return ++numbers_; }

    Dice dice_;
    FakeClock clock_;
    Host host_;
    std::vector<Writer> writers_;
    std::map<std::string, long> counts_;

  private:
    struct Sent {
        SyncRequest request;
        std::vector<Edit> edits;
    };
    struct Late {
        std::size_t writer;
        Sent sent;
    };

    Sent request_for(Writer& writer, bool faults);
    // Whether more is to come.
    bool sync(Writer& writer, bool faults);
    bool take(Writer& writer, const Sent& sent, const Phone::Answer& answer);
    void late();

    std::string item_class_;
    std::vector<Late> late_;
    std::set<std::string> repeated_;  // keys: two late requests may push a live key out
    long numbers_ = 0;
};

}  // namespace syncgate::twin
