// Domains, accounts, addresses, credentials.
#include "store/directory.h"

#include <gmock/gmock.h>

#include "formats/digest/sha256.h"
#include "store/certificates.h"
#include "store/delivery.h"
#include "store/tables.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DirectoryTest : public StoreTest {
  protected:
    Directory& directory() { return store_->directory(); }
    template <class T>
    static std::optional<ErrorCode> error(const Result<T>& result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }
    AccountId found(const Result<AccountRecord>& record) { return record ? record->id : 0; }
    void remember(const std::string& client, UnixSeconds used, std::string_view hash = "hash") {
        ASSERT_TRUE(directory().remember_login(
            {account_->id(), client, std::string("\0\xff mac", 6), used}, hash));
    }
    std::vector<VerifiedLogin> logins(UnixSeconds since = 0) {
        return *directory().verified_logins(since);
    }
};

TEST_F(DirectoryTest, DomainsAreListedOnceInLowerCase) {
    ASSERT_TRUE(directory().add_domain("Sub.Example.ORG"));
    EXPECT_EQ(error(directory().add_domain("example.org")), ErrorCode::kConflict);
    EXPECT_THAT(*directory().domains(), ElementsAre("example.org", "sub.example.org"));
    EXPECT_TRUE(*directory().is_local_domain("EXAMPLE.org"));
    EXPECT_FALSE(*directory().is_local_domain("example.net"));
}

TEST_F(DirectoryTest, WhatIsNoDomainNameIsRefused) {
    for (const std::string_view name :
         {"", ".", "a..b", "-a.org", "a-.org", "a b.org", "a@b.org"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(error(directory().add_domain(name)), ErrorCode::kMalformed);
    }
}

TEST_F(DirectoryTest, AnAccountIsMadeOnceForAnAddressOfADomain) {
    EXPECT_EQ(error(store_->create_account("u1@EXAMPLE.org", "h")), ErrorCode::kConflict);
    EXPECT_EQ(error(store_->create_account("u2@example.net", "h")), ErrorCode::kNotFound);
    EXPECT_EQ(error(store_->create_account("u2", "h")), ErrorCode::kMalformed);
    EXPECT_EQ(error(store_->create_account("u\x80@example.org", "h")), ErrorCode::kMalformed);
    ASSERT_THAT(*directory().accounts(), SizeIs(1));
    const auto record = (*directory().accounts())[0];
    EXPECT_EQ(record.id, account_->id());
    EXPECT_EQ(record.address, "u1@example.org");
    EXPECT_EQ(record.created, kNow);
    EXPECT_TRUE(record.enabled);
    EXPECT_EQ(*directory().password_hash(account_->id()), "hash");
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
}

TEST_F(DirectoryTest, ALoginIsAnAddressOrALocalPartThatOneDomainHas) {
    const AccountId id = account_->id();
    ASSERT_TRUE(directory().add_alias(id, "Other@example.org"));
    EXPECT_EQ(found(directory().find_login("U1@Example.org")), id);
    EXPECT_EQ(found(directory().find_login("other@example.org")), id);
    EXPECT_EQ(found(directory().find_login("U1")), id);
    EXPECT_EQ(error(directory().find_login("u2")), ErrorCode::kNotFound);
    ASSERT_TRUE(directory().add_domain("example.net"));
    const AccountId second = add("u1@example.net")->id();
    EXPECT_EQ(error(directory().find_login("u1")), ErrorCode::kNotFound);
    EXPECT_EQ(found(directory().find_login("u1@example.net")), second);
}

TEST_F(DirectoryTest, ARecipientIsAnAddressWithOrWithoutDetail) {
    const AccountId id = account_->id();
    ASSERT_TRUE(directory().add_alias(id, "other@example.org"));
    for (const auto* address :
         {"u1@example.org", "U1+lists@example.org", "other+x+y@example.org"}) {
        SCOPED_TRACE(address);
        EXPECT_EQ(found(directory().find_recipient(address)), id);
    }
    for (const auto* address : {"u2@example.org", "+x@example.org", "u1", "u1@example.net", ""}) {
        SCOPED_TRACE(address);
        EXPECT_EQ(error(directory().find_recipient(address)), ErrorCode::kNotFound);
    }
}

TEST_F(DirectoryTest, AnAliasIsTakenOnceAndAnAccountHasFiftyAddresses) {
    const AccountId id = account_->id();
    EXPECT_EQ(error(directory().add_alias(id, "u1@example.org")), ErrorCode::kConflict);
    EXPECT_EQ(error(directory().add_alias(id, "a@example.net")), ErrorCode::kNotFound);
    EXPECT_EQ(error(directory().add_alias(4711, "a@example.org")), ErrorCode::kNotFound);
    for (int i = 1; i < 50; ++i) {
        ASSERT_TRUE(directory().add_alias(id, "a" + std::to_string(i) + "@example.org"));
    }
    EXPECT_EQ(error(directory().add_alias(id, "more@example.org")), ErrorCode::kTooLarge);
    EXPECT_THAT(*directory().sender_addresses(id), SizeIs(50));
    EXPECT_EQ((*directory().sender_addresses(id))[0], "u1@example.org");
}

TEST_F(DirectoryTest, AnAliasThatIsRemovedIsNobodysAndMayBeGivenAgain) {
    const AccountId id = account_->id();
    const AccountId other = add("u2@example.org")->id();
    ASSERT_TRUE(directory().add_alias(id, "office@example.org"));
    EXPECT_EQ(error(directory().remove_alias(other, "office@example.org")), ErrorCode::kNotFound);
    EXPECT_EQ(error(directory().remove_alias(id, "u1@example.org")), ErrorCode::kNotFound);
    EXPECT_EQ(found(directory().find_recipient("office@example.org")), id);
    ASSERT_TRUE(directory().remove_alias(id, "Office@Example.org"));
    EXPECT_EQ(error(directory().find_recipient("office@example.org")), ErrorCode::kNotFound);
    EXPECT_EQ(error(directory().find_login("office@example.org")), ErrorCode::kNotFound);
    EXPECT_THAT(*directory().sender_addresses(id), SizeIs(1));
    ASSERT_TRUE(directory().add_alias(other, "office@example.org"));
    EXPECT_EQ(found(directory().find_recipient("office@example.org")), other);
}

TEST_F(DirectoryTest, ANewPasswordForgetsTheLogins) {
    remember("eas:D1", kNow);
    ASSERT_THAT(logins(), SizeIs(1));
    EXPECT_EQ(logins()[0].client, "eas:D1");
    EXPECT_EQ(logins()[0].mac, std::string("\0\xff mac", 6));
    ASSERT_TRUE(directory().set_password(account_->id(), "other"));
    EXPECT_EQ(*directory().password_hash(account_->id()), "other");
    EXPECT_THAT(logins(), IsEmpty());
    remember("eas:D1", kNow, "hash");  // was verified against the one before
    EXPECT_THAT(logins(), IsEmpty());
    EXPECT_EQ(error(directory().set_password(4711, "x")), ErrorCode::kNotFound);
    EXPECT_EQ(error(directory().password_hash(4711)), ErrorCode::kNotFound);
}

TEST_F(DirectoryTest, TheNewestFiftyLoginsStay) {
    for (int i = 0; i < 51; ++i) {
        remember("c" + std::to_string(i), kNow + i);
    }
    remember("c1", kNow + 100);  // renewed
    EXPECT_THAT(logins(), SizeIs(50));
    EXPECT_THAT(logins(kNow + 99), SizeIs(1));
    EXPECT_THAT(logins(kNow), SizeIs(50));  // c0 went
    ASSERT_TRUE(directory().forget_logins(account_->id()));
    EXPECT_THAT(logins(), IsEmpty());
}

TEST_F(DirectoryTest, AnAccountIsSwitchedOffAndOn) {
    ASSERT_TRUE(directory().set_enabled(account_->id(), false));
    EXPECT_FALSE(directory().find_login("u1")->enabled);
    ASSERT_TRUE(directory().set_enabled(account_->id(), true));
    EXPECT_TRUE(directory().find_login("u1")->enabled);
    EXPECT_EQ(error(directory().set_enabled(4711, true)), ErrorCode::kNotFound);
}

TEST_F(DirectoryTest, AnAccountIsServedElsewhereAndHereAgain) {
    const std::string url = "https://other.example/Microsoft-Server-ActiveSync";
    EXPECT_EQ(directory().find_login("u1")->elsewhere, "");
    ASSERT_TRUE(directory().set_elsewhere(account_->id(), url));
    EXPECT_EQ(directory().find_login("u1")->elsewhere, url);
    EXPECT_EQ(directory().accounts()->front().elsewhere, url);
    ASSERT_TRUE(directory().set_elsewhere(account_->id(), ""));
    EXPECT_EQ(directory().find_login("u1")->elsewhere, "");
    EXPECT_EQ(error(directory().set_elsewhere(4711, url)), ErrorCode::kNotFound);
}

TEST_F(DirectoryTest, IsWhole) {
    EXPECT_THAT(*directory().problems(), IsEmpty());
}

TEST_F(DirectoryTest, AnAccountHasUpToTenCertificatesEachOnce) {
    auto& certificates = directory().certificates();
    const AccountId id = account_->id();
    const std::string der("\x30\0\xff", 3);
    ASSERT_TRUE(certificates.add(id, der));
    ASSERT_TRUE(certificates.add(id, der));
    EXPECT_THAT(*certificates.of(id), ElementsAre(der));
    for (int i = 0; i < 9; ++i) {
        ASSERT_TRUE(certificates.add(id, "another " + std::to_string(i)));
    }
    EXPECT_EQ(error(certificates.add(id, "one more")), ErrorCode::kTooLarge);
    EXPECT_THAT(*certificates.of(id), SizeIs(10));
    ASSERT_TRUE(certificates.add(id, der));
    ASSERT_TRUE(certificates.remove(id, digest::sha256(der)));
    EXPECT_EQ(error(certificates.remove(id, digest::sha256(der))), ErrorCode::kNotFound);
    EXPECT_EQ(error(certificates.add(id, std::string(kCertificateBytes + 1, 'x'))),
              ErrorCode::kTooLarge);
    EXPECT_EQ(error(certificates.add(id + 1000, der)), ErrorCode::kNotFound);
    ASSERT_TRUE(store_->delete_account(id));
    EXPECT_THAT(*certificates.of(id), IsEmpty());
}

TEST_F(DirectoryTest, OfADeletedAccountNoRowIsLeftInADatabaseOfMany) {
    if (!on_postgres()) {
        GTEST_SKIP() << "in files an account has a database of its own";
    }
    const AccountId id = account_->id();
    ASSERT_TRUE(deliver(*account_, clock_, {.message = "Message-ID: <a@b>\r\n\r\ntext\r\n"}));
    ASSERT_TRUE(account_->write([](Change& change) -> Result<void> {
        change.set_property(change.by_role(ItemClass::kContact, Role::kDefault)->id, "a", "b");
        return {};
    }));
    ASSERT_TRUE(store_->delete_account(id));
    const auto connection = connection_to(id);
    for (const auto& table : account_tables()) {
        const auto rows = find_integer(
            *connection, "SELECT COUNT(*) FROM " + table.name + " WHERE account = $1", id);
        EXPECT_EQ(rows, 0) << table.name;
    }
}

}  // namespace
}  // namespace syncgate::store
