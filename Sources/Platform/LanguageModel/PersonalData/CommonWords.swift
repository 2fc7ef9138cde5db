/// Names that are words too: alone, they are somebody's only where the sentence uses them so.
enum CommonWords {
    /// Words of English, and some of Spanish, that the United States census knows as names, and the commonest words
    /// besides. Counted in public texts: written small at least an eighth as often as with a capital amid a sentence.
    static let all = Set(
        (CommonWordsA.words + " " + CommonWordsL.words).split(whereSeparator: \.isWhitespace).map(String.init))

    /// Words with a capital that are seldom a person alone: places, peoples, months, days, faiths, and what is named
    /// after many people.
    static let proper = Set(
        """
        january february march april may june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
        diciembre lunes martes miercoles jueves viernes sabado domingo easter christmas
        america american england english britain british ireland irish scotland scott wales welsh france french spain
        german germany germain italy holland dutch europe africa asia china israel jordan cuba india mexico brazil rome
        roman greece egypt london paris york washington boston texas virginia carolina georgia california florida
        montana dakota nevada tennessee kansas houston dallas orleans diego francisco angeles antonio vegas canada
        christian catholic jewish islam church jesus god lord saint holy bible king queen prince princess duke earl
        baron pope judge major general president senator congress senate house board school park hill lake bay north
        south east west street university college county city state union company council court law bank press post
        oh ok okay ah eh um hi well yes no times standard union art arts science history english math reading central western northern southern
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
