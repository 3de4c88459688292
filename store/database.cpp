#include "store/database.h"

#include "store/failure.h"

namespace syncgate::store {
namespace {

LentConnection lend(Database& database, Transaction::Kind kind) {
    return kind == Transaction::Kind::kRead ? database.reader() : database.writer();
}

void begin(Connection& connection, Transaction::Kind kind, AccountId account) {
    switch (kind) {
        case Transaction::Kind::kRead:
            return connection.begin_read(account);
        case Transaction::Kind::kWrite:
            return connection.begin_write(account);
        case Transaction::Kind::kBeside:
            return connection.begin_beside(account);
    }
}

}  // namespace

Transaction::Transaction(Database& database, Kind kind, AccountId account)
    : connection_(lend(database, kind)) {
    try {
        begin(*connection_, kind, account);
        return;
    } catch (const StoreFailure&) {
        connection_->rollback();
        if (!connection_->is_lost()) {
            throw;
        }
        connection_.spoil();
    }
    connection_.give_back();  // first: whoever waits for one must hold none
    connection_ = lend(database, kind);
    begin(*connection_, kind, account);
}

}  // namespace syncgate::store
