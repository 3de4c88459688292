#include "store/schema.h"

#include "store/failure.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kDirectory1[] = {
    "CREATE TABLE domain(name TEXT PRIMARY KEY)",
    "CREATE TABLE account(id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE,"
    " local_part TEXT NOT NULL, display_name TEXT NOT NULL DEFAULT '',"
    " password TEXT NOT NULL, enabled BIGINT NOT NULL DEFAULT 1, created BIGINT NOT NULL)",
    "CREATE INDEX account_local_part ON account(local_part)",
    "CREATE TABLE account_sequence(last BIGINT NOT NULL)",
    "INSERT INTO account_sequence(last) VALUES(0)",
    "CREATE TABLE alias(address TEXT PRIMARY KEY, account BIGINT NOT NULL)",
    "CREATE INDEX alias_account ON alias(account)",
    "CREATE TABLE app_password(account BIGINT NOT NULL, name TEXT NOT NULL, password TEXT NOT NULL,"
    " created BIGINT NOT NULL, PRIMARY KEY(account, name))",
    "CREATE TABLE verified_login(account BIGINT NOT NULL, client TEXT NOT NULL, mac BLOB NOT NULL,"
    " used BIGINT NOT NULL, PRIMARY KEY(account, client))",
    "CREATE TABLE due(account BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY(account, at))",
    "CREATE INDEX due_at ON due(at)",
    "CREATE TABLE member_group(name TEXT PRIMARY KEY)",
    "CREATE TABLE member(member_group TEXT NOT NULL, account BIGINT NOT NULL,"
    " PRIMARY KEY(member_group, account))",
    "CREATE INDEX member_account ON member(account)",
    // collection 0: the whole mailbox.
    "CREATE TABLE mailbox_share(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " member BIGINT NOT NULL, rights BIGINT NOT NULL, PRIMARY KEY(account, collection, member))",
    "CREATE INDEX mailbox_share_member ON mailbox_share(member)",
    // Collections that belong to a group.
    "CREATE TABLE group_collection(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " member_group TEXT NOT NULL, rights BIGINT NOT NULL,"
    " PRIMARY KEY(account, collection, member_group))",
    "CREATE TABLE policy(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, settings TEXT NOT "
    "NULL)",
};

// What is asked of devices, and who decided what.
constexpr std::string_view kDirectory2[] = {
    "DROP TABLE policy",
    "CREATE TABLE number_row(name TEXT PRIMARY KEY, last BIGINT NOT NULL)",
    "CREATE TABLE account_policy(account BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY(account, name))",
    // "all", "domain:example.org", "group:family".
    "CREATE TABLE scope_policy(scope TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY(scope, name))",
    "CREATE TABLE device_rule(number BIGINT PRIMARY KEY, subject BIGINT NOT NULL,"
    " pattern TEXT NOT NULL, access BIGINT NOT NULL)",
    "CREATE TABLE audit(number BIGINT PRIMARY KEY, at BIGINT NOT NULL, done_by TEXT NOT NULL,"
    " account_address TEXT NOT NULL, device TEXT NOT NULL, event TEXT NOT NULL,"
    " detail TEXT NOT NULL)",
    "CREATE INDEX audit_account ON audit(account_address, number)",
};

// Accounts that another server serves: by this URL; '' for those that are served here.
constexpr std::string_view kDirectory3[] = {
    "ALTER TABLE account ADD COLUMN elsewhere TEXT NOT NULL DEFAULT ''",
};

// Whose mail waits for the relay.
constexpr std::string_view kDirectory4[] = {
    "CREATE TABLE outgoing_due(account BIGINT PRIMARY KEY, at BIGINT NOT NULL)",
    "CREATE INDEX outgoing_due_at ON outgoing_due(at)",
};

constexpr std::string_view kAccount1[] = {
    // One row: the counters whose lock orders all writes.
    "CREATE TABLE account_state(account BIGINT PRIMARY KEY, modseq BIGINT NOT NULL,"
    " last_collection BIGINT NOT NULL, last_object BIGINT NOT NULL, last_key BIGINT NOT NULL,"
    " last_intent BIGINT NOT NULL, last_device BIGINT NOT NULL,"
    " last_version BIGINT NOT NULL DEFAULT 0,"
    " bytes BIGINT NOT NULL DEFAULT 0, items BIGINT NOT NULL DEFAULT 0,"
    " quota_bytes BIGINT NOT NULL DEFAULT -1, quota_items BIGINT NOT NULL DEFAULT -1)",
    "CREATE TABLE setting(account BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY(account, name))",
    "CREATE TABLE clock(account BIGINT NOT NULL, day BIGINT NOT NULL, modseq BIGINT NOT NULL,"
    " PRIMARY KEY(account, day))",
    "CREATE TABLE collection(account BIGINT NOT NULL, id BIGINT NOT NULL, class BIGINT NOT NULL,"
    " parent BIGINT NOT NULL, role BIGINT NOT NULL, name TEXT NOT NULL,"
    " owner BIGINT NOT NULL DEFAULT 0, uidvalidity BIGINT NOT NULL, uidnext BIGINT NOT NULL,"
    " created BIGINT NOT NULL, modseq BIGINT NOT NULL, highest BIGINT NOT NULL,"
    " compacted BIGINT NOT NULL, gone BIGINT NOT NULL, entered BIGINT NOT NULL,"
    " PRIMARY KEY(account, id))",
    "CREATE UNIQUE INDEX collection_child ON collection(account, class, parent, name)"
    " WHERE gone = 0",
    "CREATE UNIQUE INDEX collection_role ON collection(account, class, role)"
    " WHERE role <> 0 AND gone = 0",
    "CREATE TABLE item(account BIGINT NOT NULL, collection BIGINT NOT NULL, uid BIGINT NOT NULL,"
    " object BIGINT NOT NULL, name TEXT NOT NULL, native_uid TEXT NOT NULL,"
    " created BIGINT NOT NULL, modseq BIGINT NOT NULL, content BIGINT NOT NULL,"
    " entered BIGINT NOT NULL, sort_key BIGINT NOT NULL, flags BIGINT NOT NULL,"
    " keywords TEXT NOT NULL, follow_up TEXT NOT NULL,"
    " PRIMARY KEY(account, collection, uid)) WITHOUT ROWID",
    "CREATE INDEX item_modseq ON item(account, collection, modseq, uid)",
    "CREATE INDEX item_created ON item(account, collection, created, uid)",
    "CREATE INDEX item_sort_key ON item(account, collection, sort_key, uid)",
    "CREATE INDEX item_object ON item(account, object)",
    "CREATE UNIQUE INDEX item_name ON item(account, collection, name) WHERE name <> ''",
    "CREATE INDEX item_native_uid ON item(account, native_uid) WHERE native_uid <> ''",
    "CREATE TABLE tombstone(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " modseq BIGINT NOT NULL, uid BIGINT NOT NULL, object BIGINT NOT NULL, name TEXT NOT NULL,"
    " created BIGINT NOT NULL, sort_key BIGINT NOT NULL,"
    " PRIMARY KEY(account, collection, modseq, uid)) WITHOUT ROWID",
    "CREATE INDEX tombstone_uid ON tombstone(account, collection, uid, modseq)",
    "CREATE INDEX tombstone_sort_key ON tombstone(account, collection, sort_key, uid)",
    "CREATE TABLE sort_key_history(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " modseq BIGINT NOT NULL, uid BIGINT NOT NULL, old BIGINT NOT NULL, new BIGINT NOT NULL,"
    " PRIMARY KEY(account, collection, modseq, uid)) WITHOUT ROWID",
    "CREATE INDEX sort_key_history_uid ON sort_key_history(account, collection, uid, modseq)",
    "CREATE TABLE object(account BIGINT NOT NULL, id BIGINT NOT NULL, blob BLOB NOT NULL,"
    " size BIGINT NOT NULL, envelope BLOB NOT NULL, structure BLOB NOT NULL, preview TEXT NOT NULL,"
    " text TEXT NOT NULL, rendition BIGINT NOT NULL, PRIMARY KEY(account, id))",
    "CREATE INDEX object_blob ON object(account, blob)",
    // content is NULL for a blob that stands in a file.
    "CREATE TABLE blob(account BIGINT NOT NULL, hash BLOB NOT NULL, size BIGINT NOT NULL,"
    " content BLOB, PRIMARY KEY(account, hash))",
    "CREATE TABLE device(account BIGINT NOT NULL, number BIGINT NOT NULL, id TEXT NOT NULL,"
    " type TEXT NOT NULL, user_agent TEXT NOT NULL, version TEXT NOT NULL,"
    " policy_key BIGINT NOT NULL, policy_key_sent BIGINT NOT NULL, first_seen BIGINT NOT NULL,"
    " last_seen BIGINT NOT NULL, information TEXT NOT NULL, blocked BIGINT NOT NULL,"
    " trace_until BIGINT NOT NULL, ping BLOB NOT NULL, PRIMARY KEY(account, number))",
    "CREATE UNIQUE INDEX device_id ON device(account, id)",
    // device 0: a default, for devices whose type begins with kind.
    "CREATE TABLE layer(account BIGINT NOT NULL, device BIGINT NOT NULL, kind TEXT NOT NULL,"
    " class BIGINT NOT NULL, owner BIGINT NOT NULL, book BIGINT NOT NULL, shown BIGINT NOT NULL,"
    " PRIMARY KEY(account, device, kind, class, owner, book))",
    "CREATE TABLE line(account BIGINT NOT NULL, device BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " confirmed BIGINT NOT NULL, options BLOB NOT NULL, version BIGINT NOT NULL DEFAULT 0,"
    " PRIMARY KEY(account, device, collection)) WITHOUT ROWID",
    "CREATE TABLE point(account BIGINT NOT NULL, device BIGINT NOT NULL, collection BIGINT NOT "
    "NULL,"
    " key BIGINT NOT NULL, m_modseq BIGINT NOT NULL, m_uid BIGINT NOT NULL,"
    " a_modseq BIGINT NOT NULL, a_uid BIGINT NOT NULL, bound_key BIGINT NOT NULL,"
    " bound_uid BIGINT NOT NULL, rest BLOB NOT NULL,"
    " PRIMARY KEY(account, device, collection, key)) WITHOUT ROWID",
    "CREATE INDEX point_collection ON point(account, collection, a_modseq)",
    "CREATE TABLE hierarchy(account BIGINT NOT NULL, device BIGINT NOT NULL, key BIGINT NOT NULL,"
    " folders BLOB NOT NULL, PRIMARY KEY(account, device, key))",
    "CREATE TABLE request(account BIGINT NOT NULL, device BIGINT NOT NULL, kind TEXT NOT NULL,"
    " key BLOB NOT NULL, outcome BLOB NOT NULL, until BIGINT NOT NULL,"
    " PRIMARY KEY(account, device, kind, key)) WITHOUT ROWID",
    "CREATE INDEX request_until ON request(account, until)",
    "CREATE TABLE intent(account BIGINT NOT NULL, id BIGINT NOT NULL, target BIGINT NOT NULL,"
    " object BIGINT NOT NULL, role BIGINT NOT NULL, flags BIGINT NOT NULL,"
    " PRIMARY KEY(account, id))",
    "CREATE INDEX intent_object ON intent(account, object)",
    "CREATE TABLE intent_done(account BIGINT NOT NULL, source BIGINT NOT NULL, id BIGINT NOT NULL,"
    " until BIGINT NOT NULL, PRIMARY KEY(account, source, id))",
    "CREATE INDEX intent_done_until ON intent_done(account, until)",
    "CREATE TABLE kept_version(account BIGINT NOT NULL, id BIGINT NOT NULL, class BIGINT NOT NULL,"
    " collection BIGINT NOT NULL, uid BIGINT NOT NULL, object BIGINT NOT NULL, name TEXT NOT NULL,"
    " native_uid TEXT NOT NULL, sort_key BIGINT NOT NULL, flags BIGINT NOT NULL,"
    " keywords TEXT NOT NULL, follow_up TEXT NOT NULL, loss BIGINT NOT NULL,"
    " device BIGINT NOT NULL, kept BIGINT NOT NULL, PRIMARY KEY(account, id))",
    "CREATE INDEX kept_version_object ON kept_version(account, object)",
    "CREATE INDEX kept_version_kept ON kept_version(account, kept)",
    "CREATE TABLE tag(account BIGINT NOT NULL, keyword TEXT NOT NULL, name TEXT NOT NULL,"
    " color TEXT NOT NULL, PRIMARY KEY(account, keyword))",
    "CREATE TABLE collected_address(account BIGINT NOT NULL, address TEXT NOT NULL,"
    " name TEXT NOT NULL, used BIGINT NOT NULL, PRIMARY KEY(account, address))",
};

// What changed of the folders since a device was sent them, without reading them all.
constexpr std::string_view kAccount2[] = {
    "CREATE INDEX collection_modseq ON collection(account, modseq)",
    "ALTER TABLE account_state ADD COLUMN collections_compacted BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE hierarchy ADD COLUMN modseq BIGINT NOT NULL DEFAULT 0",
    // -1: a generation of before, of which nothing is known but its folders.
    "ALTER TABLE hierarchy ADD COLUMN shows BIGINT NOT NULL DEFAULT -1",
};

// Whether a device is let in, its policy and its wipe. Those of before have been judged already.
constexpr std::string_view kAccount3[] = {
    "ALTER TABLE device ADD COLUMN access BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN standing BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN wipe BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN policy BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN policy_sent BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN policy_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN policy_outcome BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN recovery_password TEXT NOT NULL DEFAULT ''",
    "UPDATE device SET standing = 1 WHERE blocked = 0",
    "UPDATE device SET access = 3, standing = 3 WHERE blocked <> 0",
    "ALTER TABLE device DROP COLUMN blocked",
};

// Words of names and local parts (store/people.h), as bytes: they are compared as such everywhere.
constexpr std::string_view kDirectory5[] = {
    "CREATE TABLE account_word(domain TEXT NOT NULL, word BLOB NOT NULL, account BIGINT NOT NULL,"
    " PRIMARY KEY(domain, word, account))",
    "CREATE INDEX account_word_account ON account_word(account)",
};

// What a member says of a collection that another shares: its properties, as XML; name '': that it
// is not to be seen.
constexpr std::string_view kDirectory6[] = {
    "CREATE TABLE shared_property(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " member BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY(account, collection, member, name))",
    "CREATE INDEX shared_property_member ON shared_property(member)",
    "CREATE INDEX group_collection_group ON group_collection(member_group)",
};

// With which mail to an account is encrypted; the digest is SHA-256.
constexpr std::string_view kDirectory7[] = {
    "CREATE TABLE account_certificate(account BIGINT NOT NULL, digest BLOB NOT NULL,"
    " certificate BLOB NOT NULL, PRIMARY KEY(account, digest))",
};

// Mail that waits for the relay.
constexpr std::string_view kAccount4[] = {
    "CREATE TABLE outgoing(account BIGINT NOT NULL, id BIGINT NOT NULL, object BIGINT NOT NULL,"
    " sender TEXT NOT NULL, queued BIGINT NOT NULL, holder TEXT NOT NULL,"
    " held_until BIGINT NOT NULL, PRIMARY KEY(account, id))",
    "CREATE INDEX outgoing_object ON outgoing(account, object)",
    "CREATE TABLE outgoing_recipient(account BIGINT NOT NULL, message BIGINT NOT NULL,"
    " address TEXT NOT NULL, at BIGINT NOT NULL, tries BIGINT NOT NULL, reason TEXT NOT NULL,"
    " PRIMARY KEY(account, message, address))",
};

// Contacts are found by their words: the index of before has none of them, and begins anew.
constexpr std::string_view kAccount5[] = {
    "DELETE FROM setting WHERE name = 'words'",
    "INSERT INTO setting(account, name, value) SELECT account, 'words', 'contacts'"
    " FROM account_state",
};

// Address books and calendars as resources: the name by which a client made one, what clients say
// of it, and since when a text is as it is (0: nobody noted it).
constexpr std::string_view kAccount6[] = {
    "ALTER TABLE collection ADD COLUMN resource TEXT NOT NULL DEFAULT ''",
    "CREATE UNIQUE INDEX collection_resource ON collection(account, class, resource)"
    " WHERE resource <> '' AND gone = 0",
    "ALTER TABLE object ADD COLUMN made BIGINT NOT NULL DEFAULT 0",
    "CREATE TABLE property(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(account, collection, name))",
};

// Which messages belong together: beside the objects, whose rows are large. One without a row tells
// no conversation; those up to conversations_after are still to be looked at.
constexpr std::string_view kAccount7[] = {
    "CREATE TABLE object_conversation(account BIGINT NOT NULL, id BIGINT NOT NULL,"
    " conversation BIGINT NOT NULL, PRIMARY KEY(account, id)) WITHOUT ROWID",
    "CREATE INDEX object_conversation_members"
    " ON object_conversation(account, conversation, id)",
    "ALTER TABLE account_state ADD COLUMN conversations_after BIGINT NOT NULL DEFAULT 0",
    "UPDATE account_state SET conversations_after = last_object",
};

// What users say of messages by moving them into Spam? and out of it.
constexpr std::string_view kDirectory8[] = {
    "CREATE TABLE lesson(account BIGINT NOT NULL, object BIGINT NOT NULL, spam BIGINT NOT NULL,"
    " at BIGINT NOT NULL, tries BIGINT NOT NULL, PRIMARY KEY(account, object))",
    "CREATE INDEX lesson_at ON lesson(at)",
};

// Files and folders (store/files.h); object 0: a folder. What is said of file 0 is said of the
// root.
constexpr std::string_view kAccount8[] = {
    "CREATE TABLE file(account BIGINT NOT NULL, id BIGINT NOT NULL, parent BIGINT NOT NULL,"
    " name TEXT NOT NULL, object BIGINT NOT NULL, type TEXT NOT NULL, entered BIGINT NOT NULL,"
    " PRIMARY KEY(account, id)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX file_child ON file(account, parent, name)",
    "CREATE INDEX file_object ON file(account, object) WHERE object <> 0",
    "CREATE TABLE file_property(account BIGINT NOT NULL, file BIGINT NOT NULL,"
    " name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(account, file, name))",
};

// Who is invited to what, and what accounts are told (store/invitations.h).
constexpr std::string_view kDirectory9[] = {
    "CREATE TABLE invitation(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " member BIGINT NOT NULL, uid TEXT NOT NULL, rights BIGINT NOT NULL, answer BIGINT NOT NULL,"
    " summary TEXT NOT NULL, PRIMARY KEY(account, collection, member))",
    "CREATE INDEX invitation_member ON invitation(member)",
    "CREATE TABLE notice(account BIGINT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
    " text TEXT NOT NULL, written BIGINT NOT NULL, PRIMARY KEY(account, name))",
};

// What is said of single items (store/item_properties.h).
constexpr std::string_view kAccount9[] = {
    "CREATE TABLE item_property(account BIGINT NOT NULL, collection BIGINT NOT NULL,"
    " uid BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY(account, collection, uid, name))",
};

// Who is told of changes through a push service, and the key by which it knows this server.
constexpr std::string_view kDirectory10[] = {
    "CREATE TABLE push_subscription(account BIGINT NOT NULL, name TEXT NOT NULL,"
    " owner BIGINT NOT NULL, collection BIGINT NOT NULL, resource TEXT NOT NULL,"
    " public_key BLOB NOT NULL, secret BLOB NOT NULL, created BIGINT NOT NULL,"
    " expires BIGINT NOT NULL, told BIGINT NOT NULL, PRIMARY KEY(account, name))",
    "CREATE UNIQUE INDEX push_subscription_about"
    " ON push_subscription(owner, collection, account, resource)",
    "CREATE TABLE push_key(number BIGINT PRIMARY KEY, secret BLOB NOT NULL)",
};

constexpr Migration kDirectory[] = {kDirectory1, kDirectory2, kDirectory3, kDirectory4,
                                    kDirectory5, kDirectory6, kDirectory7, kDirectory8,
                                    kDirectory9, kDirectory10};
constexpr Migration kAccount[] = {kAccount1, kAccount2, kAccount3, kAccount4, kAccount5,
                                  kAccount6, kAccount7, kAccount8, kAccount9};

}  // namespace

void migrate(Connection& connection, std::string_view part, std::span<const Migration> migrations) {
    connection.begin_write(0);
    try {
        run(connection,
            "CREATE TABLE IF NOT EXISTS schema_version(part TEXT PRIMARY KEY,"
            " version BIGINT NOT NULL)");
        const auto at =
            find_integer(connection, "SELECT version FROM schema_version WHERE part = $1", part);
        if (!at) {
            run(connection, "INSERT INTO schema_version(part, version) VALUES($1, 0)", part);
        }
        const auto version = static_cast<std::size_t>(at.value_or(0));
        if (version > migrations.size()) {
            throw StoreFailure({ErrorCode::kUnavailable,
                                "the database has version " + std::to_string(version) +
                                    ", this program knows up to " +
                                    std::to_string(migrations.size()) + ": use a newer program"});
        }
        if (version == migrations.size()) {
            connection.rollback();  // opening writes nothing
            return;
        }
        for (std::size_t i = version; i < migrations.size(); ++i) {
            for (const auto sql : migrations[i]) {
                connection.define(sql);
            }
        }
        run(connection, "UPDATE schema_version SET version = $1 WHERE part = $2", migrations.size(),
            part);
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
}

void migrate_directory(Connection& connection) {
    migrate(connection, "directory", kDirectory);
}

void migrate_account(Connection& connection) {
    migrate(connection, "account", kAccount);
}

std::size_t directory_version() {
    return std::size(kDirectory);
}

std::size_t account_version() {
    return std::size(kAccount);
}

std::size_t version_of(Connection& connection, std::string_view part) {
    const auto version =
        find_integer(connection, "SELECT version FROM schema_version WHERE part = $1", part);
    if (!version) {
        throw StoreFailure({ErrorCode::kUnavailable, "there is no " + std::string(part)});
    }
    return static_cast<std::size_t>(*version);
}

}  // namespace syncgate::store
