# syncgate_options: the flags every target of ours is compiled with (and no third-party code is).
add_library(syncgate_options INTERFACE)
target_compile_features(syncgate_options INTERFACE cxx_std_20)
target_include_directories(syncgate_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(syncgate_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wcast-align
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
    $<$<BOOL:${SYNCGATE_WERROR}>:-Werror>)
if(SYNCGATE_SANITIZE)
    target_compile_options(syncgate_options INTERFACE
        -fsanitize=${SYNCGATE_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(syncgate_options INTERFACE -fsanitize=${SYNCGATE_SANITIZE})
endif()

# syncgate_module(<name> LINK ...): one static library from the sources of this folder, without its
# sub-folders. A folder that has only headers yet becomes an interface.
function(syncgate_module name)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    if(sources)
        add_library(syncgate_${name} STATIC ${sources})
        target_link_libraries(syncgate_${name} PUBLIC syncgate_options ${ARG_LINK})
    else()
        add_library(syncgate_${name} INTERFACE)
        target_link_libraries(syncgate_${name} INTERFACE syncgate_options ${ARG_LINK})
    endif()
endfunction()

# syncgate_test(<folder> LINK ...): one GoogleTest program from the sources of tests/unit/<folder>;
# one ctest test, whose cases script/test counts from its XML report.
function(syncgate_test folder)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/${folder}/*.cpp)
    if(NOT sources)
        return()
    endif()
    string(REPLACE "/" "_" name ${folder})
    add_executable(${name}_test ${sources})
    target_link_libraries(${name}_test PRIVATE
        ${ARG_LINK} syncgate_options GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE SYNCGATE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test
        --gtest_output=xml:${CMAKE_BINARY_DIR}/results/${name}.xml)
    set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS unit)
endfunction()
