/// Names that are words too: alone, they are somebody's only where the sentence uses them so.
enum CommonWords {
    private static func set(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Words of English that the United States census of 1990 knows as names, and the commonest words besides.
    ///
    /// Origin: words in small letters of SCOWL (Debian's wamerican 2020.12.07-2, free to copy and sell with its notice)
    /// that stand in the census' lists (public domain), or more than 230 times in the counted texts; and names of a
    /// recent kind ("harmony", "sky") added by hand. Counted in books, policies and
    /// transcripts that may be used so: written small at least two fifths as often as with a capital amid a sentence.
    static let all = set(CommonWordsA.words + " " + CommonWordsL.words)

    /// Words of SCOWL that the census knows as names and the counted texts as names above all: a capital makes them one.
    static let seldom = set(SeldomWords.words)

    /// Words of Spanish that are names. In a text of another language they are names with a capital.
    static let spanish = set(
        """
        abril agosto agua aguila alba alcalde alcaldes alegre alegria alma amada amado amador amor amparo angel angeles
        anhelo arce arena arenas arroyo asuncion aurora azucena azul barba barbero barca barrera barreras barrio barrios
        becerra belen bella bello bermejo blanca blanco bonita bonito bosque bosques bravo bueno caballero cabello
        cabeza cabezas cabrera calle calvo camino campo campos canto caridad carrera carreras carta casa casas castillo
        cera cerda cereza cerezo cerro cielo claro clavel colina concepcion conde consuelo coral cordero corona coronado
        corral corrales cortes cortez costa crespo cruces cruz cuerda cuerpo cuesta cueva cuevas delfin delgada delgado
        dolores domingo dorado dulce duque encarnacion encina enero esperanza espino estrella estrellas febrero
        felicidad feliz feria fiel fierro fina flor flora flores fortuna franco fuente fuentes fuerte gallego gallegos
        gallo garza gavilan gema gloria gracia granada grande grillo guerra guerrera guerrero hermosa hermosillo herrero
        hidalgo hierro hoyos huerta iglesia iglesias inmaculada isla islas jardin jazmin jesus julio junio justa justo
        lago lagos larga largo laurel leal leon leona libertad linda lira llanos lobo loma lucero luna luz madera malo
        manzano mar mares margarita marina marino marques martinete mata mayo mayor mejor melon mendigo mercado merced
        mercedes mesa mil milagro milagros mirador modesto molina molinero molino montana montes mora morena moreno moro
        muro naranjo natividad navidad negrete negro nieta nieto nieve nieves ninos noble noche nogal nube nuevo obispo
        ola olivares olivo olmo olmos oro palacio palacios palma palmas paloma palomo pan pardo paredes parra pastor
        pastora patria paz pena penas peral perla pico piedad piedra piedras pilar pina pino pinos plata plaza portillo
        pozo prado prados presa prieto primavera primo principe puente puentes puerta puertas puerto rama ramo ramos
        real redondo regalado reina remedios rey reyes ribera rica rico rio rios risco roble robles roca rocas rocio
        rojo romero rosa rosal rosales rosario rosas rubia rubio sal sala salas salinas salud salvador santa santo
        santos segura seguro serena serrano severo sierra silva sol soldado soledad tierra toro torre torres trinidad
        vaca valiente valle valles vega vela vera verdad verde vicario victoria vida viento viernes villa villas vina
        violeta virgen virtud vista viva vivas viveros zapatero zorro
        """)

    static func isAny(_ key: String) -> Bool {
        all.contains(key) || seldom.contains(key) || spanish.contains(key)
    }

    /// Words with a capital that are seldom a person alone: places, peoples, months, days, faiths, and what is named
    /// after many people.
    static let proper = set(
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
        """)
}
