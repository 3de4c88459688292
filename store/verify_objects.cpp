#include "store/verify_objects.h"

#include "formats/digest/sha256.h"
#include "formats/mime/message_index.h"
#include "store/conversations.h"
#include "store/delivery.h"
#include "store/scope_of.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kMostObjects = 64;
constexpr std::size_t kMostBytes = 16U << 20U;  // in memory at once, but for one larger message

// What stands beside a message, without its bytes.
struct Index : NewObject {
    std::int64_t conversation = 0;
};

struct StoredObject {
    ObjectId id = 0;
    std::string hash;
    std::int64_t size = 0;
    std::optional<std::int64_t> blob_size;  // nullopt: no such blob
    bool in_file = false;
    Index index;
};

// What an object must be, where that is not what it is.
struct Correction {
    ObjectId id = 0;
    std::string hash;
    std::int64_t size = 0;
    std::optional<Index> index;  // nullopt: it is right, or of a class that has none
};

std::vector<StoredObject> objects_after(Scope& scope, ObjectId after) {
    Query rows(scope.db,
               "SELECT o.id, o.blob, o.size, o.envelope, o.structure, o.preview, o.text,"
               " o.rendition, b.size, b.content IS NULL, c.conversation FROM object o"
               " LEFT JOIN blob b ON b.account = o.account AND b.hash = o.blob"
               " LEFT JOIN object_conversation c ON c.account = o.account AND c.id = o.id"
               " WHERE o.account = $1 AND o.id > $2 ORDER BY o.id LIMIT $3",
               scope.account, after, kMostObjects);
    std::vector<StoredObject> found;
    while (rows.next()) {
        StoredObject object{rows.integer(0), rows.text(1), rows.integer(2),
                            std::nullopt,    false,        {}};
        if (!rows.is_null(8)) {
            object.blob_size = rows.integer(8);
            object.in_file = rows.integer(9) != 0;
        }
        object.index.envelope = rows.text(3);
        object.index.structure = rows.text(4);
        object.index.preview = rows.text(5);
        object.index.text = rows.text(6);
        object.index.rendition = static_cast<int>(rows.integer(7));
        object.index.conversation = rows.is_null(10) ? 0 : rows.integer(10);
        found.push_back(std::move(object));
    }
    return found;
}

// The native text, whole; nullopt when it is not there.
std::optional<std::string> native_text(Scope& scope, const StoredObject& object) {
    if (!object.blob_size) {
        return std::nullopt;
    }
    if (object.in_file) {
        const auto size = scope.blobs.size(object.hash);
        return size ? std::optional(scope.blobs.read(object.hash, 0, *size)) : std::nullopt;
    }
    Query content(scope.db, "SELECT content FROM blob WHERE account = $1 AND hash = $2",
                  scope.account, Blob{object.hash});
    return content.next() ? std::optional(content.text(0)) : std::nullopt;
}

constexpr std::string_view kClasses[] = {
    "SELECT c.class FROM item i JOIN collection c ON c.account = i.account AND c.id = i.collection"
    " WHERE i.account = $1 AND i.object = $2 LIMIT 1",
    "SELECT class FROM kept_version WHERE account = $1 AND object = $2 LIMIT 1",
    // A file is of no class.
    "SELECT 0 FROM file WHERE account = $1 AND object = $2 AND object <> 0 LIMIT 1",
};

// Only messages have an index; what no item names may be one that is on its way.
bool is_mail(Scope& scope, ObjectId object) {
    for (const auto sql : kClasses) {
        if (const auto found = find_integer(scope.db, sql, scope.account, object)) {
            return *found == static_cast<std::int64_t>(ItemClass::kMail);
        }
    }
    return true;
}

// What differs, in words; empty when nothing does.
std::string compare(const Index& is, const Index& must) {
    if (is.rendition != must.rendition) {
        return "index of another version";
    }
    std::string words;
    const auto differ = [&](const auto& one, const auto& other, const char* name) {
        if (one != other) {
            words += (words.empty() ? "another " : ", ") + std::string(name);
        }
    };
    differ(is.envelope, must.envelope, "envelope");
    differ(is.structure, must.structure, "structure");
    differ(is.preview, must.preview, "preview");
    differ(is.text, must.text, "text");
    differ(is.conversation, must.conversation, "conversation");
    return words.empty() ? words : words + " than the message has";
}

class Look {
  public:
    explicit Look(Scope& scope) : scope_(scope), awaited_(last_without_conversation(scope)) {}

    void at(const StoredObject& object) {
        const auto text = native_text(scope_, object);
        if (!text) {
            return lost(object, "has no bytes any more");
        }
        bytes_ += text->size();
        if (digest::sha256(*text) != object.hash) {
            return lost(object, "has other bytes than came (SHA-256)");
        }
        Correction right{object.id, object.hash, static_cast<std::int64_t>(text->size()), {}};
        const bool sized = object.size == right.size && object.blob_size == right.size;
        std::string words = sized ? "" : "is said to have another size than it has";
        if (is_mail(scope_, object.id)) {
            Index must{index_mail(*text)};
            must.bytes = {};
            if (object.id > awaited_ ||
                object.index.conversation != 0) {  // else upkeep comes to it
                must.conversation = conversation_of(must.envelope);
            }
            if (const auto differs = compare(object.index, must); !differs.empty()) {
                words += (words.empty() ? "has " : "; ") + differs;
                right.index = std::move(must);
            }
        }
        if (!words.empty()) {
            differences.push_back({name_of(object) + words});
            corrections.push_back(std::move(right));
        }
    }
    [[nodiscard]] bool is_enough() const { return bytes_ >= kMostBytes; }

    std::vector<Difference> differences;
    std::vector<Correction> corrections;

  private:
    static std::string name_of(const StoredObject& object) {
        return "object " + std::to_string(object.id) + " ";
    }
    void lost(const StoredObject& object, const char* how) {
        differences.push_back({name_of(object) + how, Difference::State::kBeyondRepair});
    }

    Scope& scope_;
    ObjectId awaited_;
    std::size_t bytes_ = 0;
};

void correct(Change& change, Scope& scope, const Correction& right) {
    run(scope.db, "UPDATE blob SET size = $1 WHERE account = $2 AND hash = $3", right.size,
        scope.account, Blob{right.hash});
    run(scope.db, "UPDATE object SET size = $1 WHERE account = $2 AND id = $3", right.size,
        scope.account, right.id);
    if (!right.index) {
        return;
    }
    run(scope.db,
        "UPDATE object SET envelope = $1, structure = $2, preview = $3, text = $4, rendition = $5"
        " WHERE account = $6 AND id = $7",
        Blob{right.index->envelope}, Blob{right.index->structure}, right.index->preview,
        right.index->text, right.index->rendition, scope.account, right.id);
    keep_conversation(scope, right.id, right.index->conversation);
    std::vector<Item> items;
    {
        Query rows(scope.db, "SELECT collection, uid FROM item WHERE account = $1 AND object = $2",
                   scope.account, right.id);
        while (rows.next()) {
            if (auto item = change.item(rows.integer(0), rows.integer(1))) {
                items.push_back(*std::move(item));
            }
        }
    }
    for (const auto& item : items) {
        change.set_object(item.collection, item.uid, right.id, item.sort_key);
    }
}

struct Looked {
    ObjectsSlice slice;
    std::vector<Correction> corrections;
};

Result<Looked> look(const Snapshot& snapshot, ObjectId after) {
    Scope& scope = scope_of(snapshot);
    Look look(scope);
    Looked looked;
    const auto objects = objects_after(scope, after);
    // What comes while the last ones are read is not waited for.
    bool more = objects.size() == kMostObjects;
    for (const auto& object : objects) {
        look.at(object);
        after = object.id;
        if (look.is_enough()) {
            more = more || object.id != objects.back().id;
            break;
        }
    }
    looked.slice.last = more ? std::optional(after) : std::nullopt;
    looked.slice.differences = std::move(look.differences);
    looked.corrections = std::move(look.corrections);
    return looked;
}

}  // namespace

Result<ObjectsSlice> verify_objects(Account& account, ObjectId after, bool repair) {
    auto looked = account.read([&](const Snapshot& snapshot) { return look(snapshot, after); });
    if (!looked) {
        return looked.error();
    }
    if (!repair || looked->corrections.empty()) {
        return std::move(looked->slice);
    }
    // An object never changes; one that went meanwhile has no rows to correct.
    auto done = account.write([&](Change& change) -> Result<bool> {
        for (const auto& right : looked->corrections) {
            correct(change, scope_of(change), right);
        }
        change.renew_words();
        return true;
    });
    if (!done) {
        return done.error();
    }
    for (auto& difference : looked->slice.differences) {
        if (difference.state == Difference::State::kFound) {
            difference.state = Difference::State::kRepaired;
        }
    }
    return std::move(looked->slice);
}

}  // namespace syncgate::store
