/* Test bench only, never shipped: the colour management Qt's window plugin links to, which Wine 8 has in part.
   Every question is answered with "no profile". */
#include <windows.h>
#define EXPORT __declspec(dllexport)

EXPORT void *WINAPI OpenColorProfileA(void *what, DWORD access, DWORD share, DWORD make) { (void)what, (void)access, (void)share, (void)make; return 0; }
EXPORT void *WINAPI OpenColorProfileW(void *what, DWORD access, DWORD share, DWORD make) { (void)what, (void)access, (void)share, (void)make; return 0; }
EXPORT void *WINAPI WcsOpenColorProfileW(void *a, void *b, void *c, DWORD d, DWORD e, DWORD f, DWORD g) { (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g; return 0; }
EXPORT void *WINAPI WcsCreateIccProfile(void *profile, DWORD options) { (void)profile, (void)options; return 0; }
EXPORT BOOL WINAPI CloseColorProfile(void *profile) { (void)profile; return FALSE; }
EXPORT BOOL WINAPI GetColorProfileFromHandle(void *profile, void *to, DWORD *size) { (void)profile, (void)to; if (size) *size = 0; return FALSE; }
EXPORT BOOL WINAPI GetColorDirectoryW(void *machine, void *to, DWORD *size) { (void)machine, (void)to, (void)size; return FALSE; }
EXPORT BOOL WINAPI GetStandardColorSpaceProfileW(void *machine, DWORD which, void *to, DWORD *size) { (void)machine, (void)which, (void)to, (void)size; return FALSE; }
EXPORT BOOL WINAPI IsColorProfileValid(void *profile, BOOL *valid) { (void)profile; if (valid) *valid = FALSE; return FALSE; }
EXPORT BOOL WINAPI WcsGetUsePerUserProfiles(void *device, DWORD kind, BOOL *used) { (void)device, (void)kind; if (used) *used = FALSE; return FALSE; }
EXPORT BOOL WINAPI WcsGetDefaultColorProfileSize(int scope, void *device, int a, int b, DWORD id, DWORD *size) { (void)scope, (void)device, (void)a, (void)b, (void)id; if (size) *size = 0; return FALSE; }
EXPORT BOOL WINAPI WcsGetDefaultColorProfile(int scope, void *device, int a, int b, DWORD id, DWORD size, void *to) { (void)scope, (void)device, (void)a, (void)b, (void)id, (void)size, (void)to; return FALSE; }
