// SPDX-License-Identifier: AGPL-3.0-or-later
#include "internal.h"

MuStatus mu_tree_parse(MuReader *reader, const void *bytes, size_t count, bool html, MuTree **out) {
    fz_context *context = reader->context;
    fz_buffer *buffer = NULL;
    MuStatus status = MU_OK;
    *out = NULL;
    fz_var(buffer);
    fz_try(context) {
        buffer = fz_new_buffer_from_copied_data(context, bytes, count);
        *out = (MuTree *)(html ? fz_parse_xml_from_html5(context, buffer) : fz_parse_xml(context, buffer, 1));
    }
    fz_always(context) fz_drop_buffer(context, buffer);
    fz_catch(context) status = mu_caught(reader);
    return status;
}

void mu_tree_free(MuReader *reader, MuTree *tree) { fz_drop_xml(reader->context, (fz_xml *)tree); }

MuNode *mu_tree_root(MuTree *tree) { return (MuNode *)fz_xml_root((fz_xml *)tree); }

MuNode *mu_node_down(MuNode *node) { return (MuNode *)fz_xml_down((fz_xml *)node); }

MuNode *mu_node_next(MuNode *node) { return (MuNode *)fz_xml_next((fz_xml *)node); }

MuNode *mu_node_up(MuNode *node) { return (MuNode *)fz_xml_up((fz_xml *)node); }

const char *mu_node_tag(MuNode *node) { return fz_xml_tag((fz_xml *)node); }

const char *mu_node_text(MuNode *node) { return fz_xml_text((fz_xml *)node); }

const char *mu_node_attribute(MuNode *node, const char *name) { return fz_xml_att((fz_xml *)node, name); }
