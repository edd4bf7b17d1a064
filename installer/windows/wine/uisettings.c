/* Test bench only, never shipped: the WinRT class Windows.UI.ViewManagement.UISettings, which Qt's window plugin asks for
   colours and which Wine 8 lacks. One object per interface; every table starts with the six calls that all share. */
#include <windows.h>

typedef struct Object {
    void **calls;
} Object;
typedef struct {
    BYTE alpha, red, green, blue;
} Color;

enum { BACKGROUND = 0, FOREGROUND = 1 };

static HRESULT WINAPI ask(Object *self, const GUID *wanted, void **answer);
static HRESULT WINAPI make(Object *self, void **made);
static ULONG WINAPI keep(Object *self) { (void)self; return 2; }
static ULONG WINAPI let_go(Object *self) { (void)self; return 1; }
static HRESULT WINAPI list(Object *self, ULONG *count, GUID **all) { (void)self; *count = 0; *all = 0; return S_OK; }
static HRESULT WINAPI name(Object *self, void **text) { (void)self; *text = 0; return S_OK; }
static HRESULT WINAPI trust(Object *self, int *level) { (void)self; *level = 0; return S_OK; }

static HRESULT WINAPI no(Object *self) { (void)self; return E_NOTIMPL; }
static HRESULT WINAPI yes_byte(Object *self, BYTE *value) { (void)self; *value = 1; return S_OK; }
static HRESULT WINAPI no_byte(Object *self, BYTE *value) { (void)self; *value = 0; return S_OK; }
static HRESULT WINAPI one(Object *self, double *value) { (void)self; *value = 1.0; return S_OK; }
static HRESULT WINAPI subscribe(Object *self, void *handler, INT64 *token) { (void)self, (void)handler; *token = 1; return S_OK; }
static HRESULT WINAPI forget(Object *self, INT64 token) { (void)self, (void)token; return S_OK; }
static HRESULT WINAPI color(Object *self, int which, Color *value)
{
    static const Color white = {255, 255, 255, 255}, black = {255, 0, 0, 0}, accent = {255, 0, 120, 215};
    (void)self;
    *value = which == BACKGROUND ? white : which == FOREGROUND ? black : accent;
    return S_OK;
}

#define SHARED (void *)ask, (void *)keep, (void *)let_go, (void *)list, (void *)name, (void *)trust
#define NO4 (void *)no, (void *)no, (void *)no, (void *)no
#define EVENT (void *)subscribe, (void *)forget
static void *plain[] = {SHARED, NO4, NO4, NO4, NO4};
static void *text_scale[] = {SHARED, (void *)one, EVENT, NO4};
static void *colors[] = {SHARED, (void *)color, EVENT, NO4};
static void *effects[] = {SHARED, (void *)yes_byte, EVENT, NO4};
static void *scroll_bars[] = {SHARED, (void *)no_byte, EVENT, NO4};
static void *changes[] = {SHARED, EVENT, EVENT, NO4};
static void *factory[] = {SHARED, (void *)make, NO4};
static Object settings = {plain}, maker = {factory};
static struct {
    unsigned long first; /* the first part of the interface's GUID */
    Object object;
} known[] = {
    {0x85361600, {plain}}, {0xbad82401, {text_scale}}, {0x03021be4, {colors}}, {0x52bb3002, {effects}},
    {0x5349d588, {scroll_bars}}, {0xaef02ba2, {changes}}, {0x00000035, {factory}},
};

static HRESULT WINAPI ask(Object *self, const GUID *wanted, void **answer)
{
    *answer = 0;
    if (wanted->Data1 == 0 || wanted->Data1 == 0xaf86e2e0 || wanted->Data1 == 0x94ea2b94)
        *answer = self; /* IUnknown, IInspectable, IAgileObject */
    for (unsigned place = 0; place < sizeof known / sizeof *known; place++)
        if (known[place].first == wanted->Data1)
            *answer = &known[place].object;
    return *answer ? S_OK : E_NOINTERFACE;
}

static HRESULT WINAPI make(Object *self, void **made) { (void)self; *made = &settings; return S_OK; }

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *class_name, void **made) { (void)class_name; *made = &maker; return S_OK; }
__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
