// What a device holds of a folder whose items it writes itself, contacts or drafts, and what no
// answer may do to it (docs/sync-engine.md, invariants I1, I5, I8).
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "formats/wbxml/element.h"

namespace syncgate::twin {

// Of an item: what its elements are called, and what they hold. An attachment is a field of its
// own, kFile and its name, which holds its reference.
using Fields = std::map<std::string, std::string>;
inline constexpr const char* kFile = "file ";

std::string name_of_field(wbxml::Tag tag);

// Those of these tags in an ApplicationData that say something.
Fields fields_of(const wbxml::Element& data, std::span<const wbxml::Tag> tags);

// What the user did, and the server has not answered yet.
struct Edit {
    enum class Kind { kAdd, kChange, kDelete } kind = Kind::kChange;
    long number = 0;         // of all edits of the device
    std::string id;          // ServerId, or ClientId of kAdd
    Fields after;            // the device's copy once it is done
    wbxml::Element command;  // as it is sent
    bool sends = false;      // a draft
};

class EditedFolder {
  public:
    explicit EditedFolder(std::span<const wbxml::Tag> tags) : tags_(tags) {}

    [[nodiscard]] std::span<const wbxml::Tag> tags() const { return tags_; }

    std::string key = "0";
    std::map<std::string, Fields> items;  // by ServerId
    std::vector<Edit> pending;

    // An edit that is to be sent in place of earlier ones of the same item.
    void put(Edit edit);

    struct Applied {
        bool more = false;
        std::vector<std::pair<Edit, int>> answered;  // with their Status
    };
    // Takes a Collection of a Sync answer that was read. `sent` are the edits of its request.
    // Throws Violation.
    Applied apply(const wbxml::Element& collection, const std::vector<Edit>& sent, int window);

    // Everything anew, after Status 3 or by the device's own choice. Edits of items that had no
    // answer are given up, as what the server has comes again; what the user made is kept.
    void restart();

  private:
    void settle(const Edit& edit, int status, const wbxml::Element& collection);
    void command(const wbxml::Element& command);
    void merge(Fields& item, const wbxml::Element& data) const;

    std::span<const wbxml::Tag> tags_;
    std::set<std::string> keys_seen_{"0"};
};

}  // namespace syncgate::twin
