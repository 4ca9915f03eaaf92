/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <sqlite3.h>

#include "doubles/nuonuo-double.h"

G_BEGIN_DECLS

#define NUONUO_SECOND G_GINT64_CONSTANT (1000)
#define NUONUO_MINUTE (60 * NUONUO_SECOND)
#define NUONUO_HOUR (60 * NUONUO_MINUTE)
#define NUONUO_DAY (24 * NUONUO_HOUR)

/* The end of the double's time: the year 2100. */
#define NUONUO_END G_GINT64_CONSTANT (4102444800000)

struct _NuonuoDouble
{
  sqlite3 *database;      /* (owned) everything that outlives the process */
  GHashTable *statements; /* (owned) text -> statement, prepared once */
  GPtrArray *loose;       /* (owned) statements beside those that are in use */
  GHashTable *settings;   /* (owned) name -> value, as in the database */
  NuonuoNow now;          /* the clock outside */
  gpointer now_data;
  char *base_url;      /* (owned) where its files are */
  GQueue faults;       /* of NuonuoFault (owned), in the order they were asked for */
  GQueue late;         /* of requests that take effect later (owned) */
  GHashTable *calls;   /* call -> count */
  GHashTable *refused; /* code -> count */
  GQueue log;          /* of NuonuoLogLine (owned), newest last */
  gint64 sequence;     /* of the log */
  gint64 last_fault;
};

/** NuonuoCall: one signed call while it is served. */
typedef struct
{
  NuonuoDouble *self;
  const char *name;   /* the last word of the API's name */
  const char *seller; /* "" when the request does not tell */
  JsonObject *params; /* (unowned) the body */
  gint64 now;         /* milliseconds */
  char *code;         /* (owned) */
  char *describe;     /* (owned) */
  JsonNode *result;   /* (owned) (nullable) */
} NuonuoCall;

typedef void (*NuonuoFunction) (NuonuoCall *call);

/** NuonuoFault: one kind of trouble asked for by control. */
typedef struct
{
  gint64 id;
  char *call;     /* (owned) (nullable) */
  char *order;    /* (owned) (nullable) */
  char *kind;     /* (owned) */
  gboolean after; /* the provider has taken the request */
  gint64 skip;
  gint64 times; /* -1: for ever */
  gint64 hits;
  gint64 ms;
  gint64 bytes;
  gint64 status;
  char *code;     /* (owned) */
  char *describe; /* (owned) */
  char *location; /* (owned) */
} NuonuoFault;

/* A request as it came. */
typedef struct
{
  const char *method;
  const char *path;
  const char *query;
  const char *const *headers;
  GBytes *body;
} NuonuoRequest;

/* store */
/* Every statement belongs to the store; who asked for one only stops using it. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_reset)
gboolean nuonuo_store_open (NuonuoDouble *self, const char *path, GError **error);
void nuonuo_store_close (NuonuoDouble *self);
void nuonuo_store_rest (NuonuoDouble *self);
void nuonuo_store_reset (NuonuoDouble *self);
sqlite3_stmt *nuonuo_sql (NuonuoDouble *self, const char *text, const char *kinds, ...);
gboolean nuonuo_row (sqlite3_stmt *statement);
void nuonuo_run (NuonuoDouble *self, const char *text, const char *kinds, ...);
gint64 nuonuo_integer (NuonuoDouble *self, gint64 otherwise, const char *text, const char *kinds, ...);
char *nuonuo_text (NuonuoDouble *self, const char *text, const char *kinds, ...);
const char *nuonuo_column (sqlite3_stmt *statement, int column);
gint64 nuonuo_column_integer (sqlite3_stmt *statement, int column);
char *nuonuo_setting (NuonuoDouble *self, const char *name);
gint64 nuonuo_setting_integer (NuonuoDouble *self, const char *name);
gboolean nuonuo_set_setting (NuonuoDouble *self, const char *name, const char *value);
void nuonuo_settings_write (NuonuoDouble *self, JsonObject *object);
gboolean
nuonuo_limit (NuonuoDouble *self, const char *what, const char *key, gint64 a_day, gint64 apart, gint64 now);
gint64 nuonuo_limit_used (NuonuoDouble *self, const char *what, const char *key, gint64 now);

/* words: reading and writing what the provider speaks */
gint64 nuonuo_now (NuonuoDouble *self);
char *nuonuo_time_text (gint64 at, const char *format);
gboolean nuonuo_day_read (const char *text, gint64 *at);
const char *nuonuo_param (JsonObject *object, const char *name);
gboolean nuonuo_has (JsonObject *object, const char *name);
gint64 nuonuo_param_integer (JsonObject *object, const char *name, gint64 otherwise);
gboolean nuonuo_param_boolean (JsonObject *object, const char *name, gboolean otherwise);
gboolean nuonuo_fen_read (const char *text, guint places, gint64 *fen);
char *nuonuo_fen_text (gint64 fen);
gboolean nuonuo_is_digits (const char *text, gsize least, gsize most);
gboolean nuonuo_is_tax_number (const char *text);
JsonNode *nuonuo_node (JsonObject *object);
char *nuonuo_json_text (JsonNode *node);
JsonObject *nuonuo_json_read (const char *text, gssize length, JsonNode **holder);
const char *nuonuo_form_value (GHashTable *form, const char *name);
void nuonuo_put (JsonObject *object, const char *name, const char *value);

/* the call */
void nuonuo_call_answer (NuonuoCall *call, const char *describe, JsonNode *result);
gboolean nuonuo_call_refuse (NuonuoCall *call, const char *code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
NuonuoReply *nuonuo_reply_new (guint status, const char *type, const char *body, gssize length);
void nuonuo_reply_set_body (NuonuoReply *reply, const char *body, gssize length);
void nuonuo_reply_set_header (NuonuoReply *reply, const char *name, const char *value);
const char *nuonuo_header (const char *const *headers, const char *name);
void nuonuo_double_settle (NuonuoDouble *self);
void nuonuo_log_clear (NuonuoDouble *self);
void nuonuo_double_forget (NuonuoDouble *self);
void nuonuo_double_write_log (NuonuoDouble *self, gint64 since, JsonObject *object);
void nuonuo_count (NuonuoDouble *self,
                   const char *call,
                   const char *order,
                   const char *seller,
                   const char *code,
                   const char *fault);
gboolean nuonuo_know_seller (NuonuoDouble *self, const char *seller);

/* tokens */
NuonuoReply *nuonuo_token (NuonuoDouble *self, const NuonuoRequest *request, gint64 now);

/* faults */
NuonuoFault *nuonuo_fault_take (NuonuoDouble *self, const char *call, const char *order);
NuonuoReply *nuonuo_fault_before (const NuonuoFault *fault);
NuonuoReply *nuonuo_fault_after (const NuonuoFault *fault, NuonuoReply *reply);
gboolean nuonuo_fault_add (NuonuoDouble *self, JsonObject *object, gint64 *id, GError **error);
void nuonuo_fault_list (NuonuoDouble *self, JsonObject *object);
void nuonuo_fault_free (NuonuoFault *fault);

/* issuing */
gboolean nuonuo_check_order (NuonuoCall *call, JsonObject *order, gint64 *net, gint64 *tax);
gboolean nuonuo_check_line_fields (NuonuoCall *call, JsonObject *line);
gboolean nuonuo_check_lines (NuonuoCall *call, JsonObject *order, gint64 *net, gint64 *tax);
void nuonuo_issue (NuonuoCall *call);
void nuonuo_query_result (NuonuoCall *call);
void nuonuo_retry (NuonuoCall *call);
void nuonuo_cancel (NuonuoCall *call);
gboolean nuonuo_step_due (NuonuoDouble *self, gint64 until);
gint64 nuonuo_step_next (NuonuoDouble *self);
void nuonuo_wake (NuonuoDouble *self, const char *seller, gint64 now);
gboolean nuonuo_script_is_valid (const char *script);
void nuonuo_script_add (NuonuoDouble *self,
                        const char *order,
                        gint64 count,
                        const char *script,
                        const char *cause,
                        const char *retry);
char *nuonuo_submit (NuonuoDouble *self,
                     const char *seller,
                     const char *order,
                     JsonObject *content,
                     gint64 net,
                     gint64 tax,
                     const char *red_form,
                     const char *blue_number,
                     gint64 now);

/* callbacks */
void nuonuo_push_invoice (NuonuoDouble *self, gint64 id);
void nuonuo_push_void (NuonuoDouble *self, gint64 id);
void nuonuo_push_form (NuonuoDouble *self, const char *uuid);

/* files */
GBytes *nuonuo_file (NuonuoDouble *self, const char *path, const char **type);

/* control */
NuonuoReply *
nuonuo_control (NuonuoDouble *self, const char *method, const char *what, const char *query, GBytes *body);

G_END_DECLS
