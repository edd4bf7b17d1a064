/* Test bench only, never shipped: the source of random numbers that Rust's library asks for and Wine 8 lacks.
   Handed on to the one Wine has. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID to, ULONG length); /* RtlGenRandom, in advapi32 */

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *to, SIZE_T length) { return SystemFunction036(to, (ULONG)length); }
