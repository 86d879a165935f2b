/* app-setting-value.h: what one version of settings says otherwise than the one before, by value
 * where that is short. Pure: two bodies in, a list out.
 *
 * The bodies were signed by somebody with the right to, and still may hold anything: what is given
 * out as a value is one line without control characters. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define APP_SETTING_VALUE_MAX 120 /* bytes; what is longer is only said to have changed */

typedef enum
{
  APP_SETTING_VALUE_FLAG, /* "yes" or "no" */
  APP_SETTING_VALUE_WORD, /* a name, a date, a number, an address, a short text */
  APP_SETTING_VALUE_LONG, /* anything else: neither value is given */
} AppSettingValueKind;

typedef struct
{
  char *member;   /* of the body: "portal"; "?" for one whose name cannot be shown */
  char *language; /* "de", of a text that is there in several; else NULL */
  char *mail;     /* of words for mails, its kind, "anonymous", or else NULL; */
  char *part;     /* and which of its words, "subject" */
  char *outcome;  /* "partly", of a number of months by outcome; else NULL */
  AppSettingValueKind kind;
  char *old, *now; /* NULL: none */
} AppSettingValue;
void app_setting_value_free (AppSettingValue *self);

/* @before NULL: @after is the first. In the order of @after, then what it left out, then words for
 * mails.
 * (element-type AppSettingValue) (transfer full) */
GPtrArray *app_setting_value_list (JsonObject *before, JsonObject *after);

G_END_DECLS
