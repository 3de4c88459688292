#include <exception>
#include <iostream>

#include "gateway/command_line.h"

int main(int argc, char** argv) {
    try {
        return syncgate::run_program({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << "syncgate: " << error.what() << "\n";
        return 1;
    }
}
