// Address books: what CardDAV adds to WebDAV. Source: RFC 6352.
#pragma once

#include "protocols/dav/book_class.h"

namespace syncgate::dav::carddav {

const BookClass& address_books();

}  // namespace syncgate::dav::carddav
