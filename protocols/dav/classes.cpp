#include "protocols/dav/book_class.h"
#include "protocols/dav/carddav/address_books.h"

namespace syncgate::dav {

std::span<const BookClass* const> book_classes() {
    static const BookClass* const all[] = {&carddav::address_books()};
    return all;
}

const BookClass& directory_class() {
    return carddav::address_books();
}

}  // namespace syncgate::dav
