/* Test bench only, never shipped: Wine 8 has no icuuc.dll, which Qt asks for at its start.
   Every converter is "not there"; Qt then goes on without ICU. */
enum { FILE_ACCESS = 4 }; /* U_FILE_ACCESS_ERROR */
typedef int Status;
#define EXPORT __declspec(dllexport)

static void *nothing(Status *status)
{
    if (status)
        *status = FILE_ACCESS;
    return 0;
}

EXPORT void *ucnv_open(const char *name, Status *status) { (void)name; return nothing(status); }
EXPORT void ucnv_close(void *converter) { (void)converter; }
EXPORT void ucnv_reset(void *converter) { (void)converter; }
EXPORT const char *ucnv_getName(const void *converter, Status *status) { (void)converter, (void)status; return ""; }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, Status *status) { (void)name, (void)standard; return nothing(status); }
EXPORT const char *ucnv_getAvailableName(int place) { (void)place; return 0; }
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { (void)converter; return 1; }
EXPORT int ucnv_toUCountPending(const void *converter, Status *status) { (void)converter, (void)status; return 0; }
EXPORT int ucnv_fromUCountPending(const void *converter, Status *status) { (void)converter, (void)status; return 0; }
EXPORT void ucnv_toUnicode(void *c, void **to, const void *end, const char **from, const char *last, int *at, signed char flush, Status *status)
{
    (void)c, (void)to, (void)end, (void)from, (void)last, (void)at, (void)flush;
    nothing(status);
}
EXPORT void ucnv_fromUnicode(void *c, char **to, const char *end, const void **from, const void *last, int *at, signed char flush, Status *status)
{
    (void)c, (void)to, (void)end, (void)from, (void)last, (void)at, (void)flush;
    nothing(status);
}
EXPORT void ucnv_getToUCallBack(const void *c, void **act, const void **context) { (void)c; if (act) *act = 0; if (context) *context = 0; }
EXPORT void ucnv_getFromUCallBack(const void *c, void **act, const void **context) { (void)c; if (act) *act = 0; if (context) *context = 0; }
EXPORT void ucnv_setToUCallBack(void *c, void *act, const void *context, void **was, const void **had, Status *s) { (void)c, (void)act, (void)context, (void)s; if (was) *was = 0; if (had) *had = 0; }
EXPORT void ucnv_setFromUCallBack(void *c, void *act, const void *context, void **was, const void **had, Status *s) { (void)c, (void)act, (void)context, (void)s; if (was) *was = 0; if (had) *had = 0; }
EXPORT void ucnv_cbToUWriteUChars(void *a, const void *text, int length, int at, Status *s) { (void)a, (void)text, (void)length, (void)at, (void)s; }
EXPORT void ucnv_cbFromUWriteUChars(void *a, const void **text, const void *end, int at, Status *s) { (void)a, (void)text, (void)end, (void)at, (void)s; }
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *a, void *b, const void *text, int length, int sign, int why, Status *s) { (void)a, (void)b, (void)text, (void)length, (void)sign, (void)why, (void)s; }
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *a, void *b, const char *text, int length, int why, Status *s) { (void)a, (void)b, (void)text, (void)length, (void)why, (void)s; }
