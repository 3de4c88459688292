// A device that speaks the real protocol, in bytes, to a server in this process.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "model/exchange.h"
#include "tests/twin/replica.h"

namespace syncgate::twin {

// The server's two doors, and who knocks.
struct Server {
    Handler* endpoint = nullptr;
    Handler* dav = nullptr;
    Identity who;
};

// Nobody waits here: who parks is not woken.
class NoWaiting final : public Waiting {
  public:
    void watch(const Watch&) override {}
    [[nodiscard]] std::optional<Modseq> highest(AccountId, CollectionId) const override {
        return std::nullopt;
    }
};

struct SyncRequest {
    std::string folder, key;
    std::string item_class = "Email";
    std::vector<Pending> commands;
    std::vector<wbxml::Element> edits;        // more commands, as they are sent
    std::optional<wbxml::Element> supported;  // goes with key 0
    int window = 100;
    int filter = 0;
    bool conversations = false;
    bool get_changes = true;
    bool deletes_as_moves = true;
    bool texts = false;  // items with their plain text
};

// A folder as the device was told it.
struct Folder {
    std::string parent, name;
    bool operator==(const Folder&) const = default;
};

// FolderCreate, FolderUpdate or FolderDelete.
struct FolderRequest {
    enum class Kind { kCreate, kUpdate, kDelete } kind = Kind::kCreate;
    std::string key;
    std::string folder;  // "" of kCreate
    Folder place;        // none of kDelete
};

struct FolderAnswer {
    int status = 0;
    std::string key, folder;
    bool operator==(const FolderAnswer&) const = default;
};

class Phone {
  public:
    Phone(std::string id, std::string version) : id_(std::move(id)), version_(std::move(version)) {}

    void provision(const Server& server);

    // One FolderSync; `lose` drops the answer on the way.
    void folder_sync(const Server& server, bool lose);

    // A folder command; changes nothing here.
    FolderAnswer change_folder(const Server& server, const FolderRequest& request) const;
    // Reads the answer to one.
    void take(const FolderRequest& request, const FolderAnswer& answer);
    // Whether the folder is that one, or stands below it.
    [[nodiscard]] bool stands_in(std::string folder, const std::string& ancestor) const;
    [[nodiscard]] const std::string& folder_key() const { return folder_key_; }
    // Speaks another version from now on. Of its folders it knows nothing more, and asks.
    void change_version(const Server& server, const std::string& version);
    // 2.5 has no Flag: such a phone doesn't see that of a mail.
    [[nodiscard]] bool shows_flags() const { return version_ != "2.5"; }
    // Since 14.0 there are notes.
    [[nodiscard]] bool shows_notes() const { return shows_flags() && version_ >= "14"; }
    [[nodiscard]] bool shows_tags() const { return shows_notes(); }
    [[nodiscard]] bool knows_conversations() const { return shows_notes(); }

    // Carries the request; the Collection of the answer, or nullopt when it says that nothing has
    // changed. Throws Violation for an answer that is none.
    struct Answer {
        int status = 1;
        std::optional<wbxml::Element> collection;
        std::string bytes;  // what the element borrows from
    };
    // Changes nothing here, so that several may be under way at once.
    Answer sync(const Server& server, const SyncRequest& request) const;

    // Any other command with its document, or with a body that is none (`type`) and more to its
    // query; the reply, which has HTTP's 200.
    Reply post(const Server& server, const std::string& command, const wbxml::Element& root) const;
    Reply post(const Server& server, const std::string& command, const std::string& body,
               const std::string& type, const std::string& query) const;

    // MoveItems of one item; its new ServerId, or nullopt when it was not moved.
    std::optional<std::string> move(const Server& server, const std::string& item,
                                    const std::string& to);

    // All that there is of a conversation, and what comes of it later; the Status.
    std::string move_conversation(const Server& server, const std::string& conversation,
                                  const std::string& to) const;

    // Ping for one folder: its Status, or 0 when it waits.
    int ping(const Server& server, const std::string& folder);

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const std::string& version() const { return version_; }

    std::map<std::string, Replica> boxes;      // by folder id
    std::map<std::string, Folder> folders;     // of mail, by id
    std::map<std::string, std::string> books;  // the default ones of other classes: their types

  private:
    [[nodiscard]] wbxml::Element document(const SyncRequest& request) const;
    Outcome ask(const Server& server, const std::string& command, const wbxml::Element& root) const;
    Outcome ask(const Server& server, const std::string& command, const std::string& body,
                const std::string& type, const std::string& query) const;

    std::string id_, version_;
    std::string policy_key_ = "0", folder_key_ = "0";
};

}  // namespace syncgate::twin
